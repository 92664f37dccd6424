/*
theme: group
title:
  fr: "Qui achète chez Microsoft (ou un autre groupe) ?"
  en: "Who buys from Microsoft (or another group)?"
read:
  fr: "Une ligne par acheteur : ses contrats où le groupe est titulaire, membre, sous-traitant, ou dont le produit est nommé. La somme ne prend que les montants exacts de contrats attribués ; la colonne d'à côté dit combien de contrats n'y entrent pas (accords-cadres, montants tus ou invraisemblables)."
  en: "One row per buyer: its contracts in which the group wins, is a member, a subcontractor, or has its product named. The sum takes exact values of awarded contracts only; the column beside it says how many contracts are left out (frameworks, values withheld or implausible)."
params:
  group: {fr: "Groupe (Microsoft si vide)", en: "Group (Microsoft when empty)", list: groups}
*/
WITH wanted AS (
  SELECT id, name FROM vendor_groups
  WHERE id = lower(coalesce(nullif(trim(:group), ''), 'microsoft')) OR name = trim(:group)
)
SELECT
  max(c.buyer_id) AS buyer_id,
  min(c.buyer) AS buyer,
  c.country,
  w.name AS group_name,
  w.id AS vendor_group,
  count(*) AS contracts,
  sum(c.value_countable_eur) AS total_eur,
  sum(c.value_countable_eur IS NULL) AS contracts_without_value,
  max(c.updated) AS latest
FROM wanted w
JOIN contract_groups g ON g.vendor_group = w.id
JOIN contracts c ON c.id = g.contract_id
WHERE c.same_as IS NULL AND coalesce(c.status, 'active') IN ('active', 'pending')
GROUP BY coalesce(c.buyer_id, c.buyer), c.country, w.id
ORDER BY total_eur DESC NULLS LAST, contracts DESC, buyer
LIMIT 500
