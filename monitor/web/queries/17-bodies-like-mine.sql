/*
theme: employer
title:
  fr: "Que font les organismes comme le mien (hôpitaux, communes, universités) ?"
  en: "What do bodies like mine do (hospitals, councils, universities)?"
read:
  fr: "Écrivez un mot de leur nom : « centre hospitalier », « université », « commune ». Une ligne par organisme, avec ses contrats trouvés et ceux où un géant du numérique tient un rôle. De quoi comparer, et citer ceux qui font autrement."
  en: "Type a word of their name: “hospital”, “university”, “council”. One row per body, with its contracts found and those in which big tech has a role. For comparing, and for quoting those that do otherwise."
params:
  word: {fr: "Mot du nom (hôpital si vide)", en: "Word of the name (hospital when empty)"}
  country: {fr: "Pays (tous si vide)", en: "Country (all when empty)", list: countries}
*/
WITH named AS (
  SELECT o.id, o.name, o.country FROM organizations o
  WHERE o.rowid IN (
    SELECT rowid FROM organizations_fts
    WHERE organizations_fts MATCH coalesce(nullif(escape_fts(:word), ''), '"hopita"* OR "hospita"*')
    LIMIT 20000
  )
  AND (trim(:country) = '' OR o.country = upper(trim(:country)))
)
SELECT
  n.id AS buyer_id, n.name AS buyer, n.country, a.contracts, a.big_tech AS contracts_with_big_tech,
  a.data_outsourcing AS contracts_with_data, a.total_eur,
  a.contracts - a.valued AS contracts_without_value
FROM named n
CROSS JOIN aggregates a ON a.kind = 'buyer' AND a.key = n.id AND a.year = ''
ORDER BY a.contracts DESC, n.name, n.id
LIMIT 500
