/*
theme: group
title:
  fr: "Quels revendeurs gagnent des licences Microsoft (ou d'un autre groupe) ?"
  en: "Which resellers win Microsoft licences (or those of another group)?"
read:
  fr: "Le groupe n'a pas signé, mais son produit est nommé. Une ligne par titulaire. La somme ne prend que les montants exacts de contrats en cours, en entier même quand le contrat contient autre chose ; la colonne d'à côté compte les contrats laissés dehors."
  en: "The group did not sign, but its product is named. One row per supplier. The sum takes exact values of active contracts, whole even when the contract covers other things too; the column beside it counts contracts left out."
params:
  group: {fr: "Groupe (microsoft si vide)", en: "Group (microsoft when empty)", list: groups}
*/
WITH wanted AS (
  SELECT id, name FROM vendor_groups
  WHERE id = lower(coalesce(nullif(trim(:group), ''), 'microsoft')) OR name = trim(:group)
),
sold AS (
  SELECT g.contract_id, w.id AS vendor_group, w.name AS group_name
  FROM wanted w
  JOIN contract_groups g ON g.vendor_group = w.id AND g.role = 'named_product'
)
SELECT
  s.organization_id,
  min(s.name) AS suppliers,
  l.group_name,
  l.vendor_group,
  count(DISTINCT c.id) AS contracts,
  sum(c.value_countable_eur) AS total_eur,
  sum(c.value_countable_eur IS NULL) AS contracts_without_value,
  max(c.updated) AS latest
FROM sold l
JOIN contracts c ON c.id = l.contract_id AND c.same_as IS NULL
JOIN (SELECT DISTINCT contract_id, organization_id, name FROM suppliers WHERE role = 'main') s
  ON s.contract_id = c.id
GROUP BY s.organization_id, l.vendor_group
ORDER BY contracts DESC, total_eur DESC NULLS LAST, suppliers
LIMIT 500
