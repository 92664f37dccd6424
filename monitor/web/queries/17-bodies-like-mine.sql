/*
theme: employer
title: "What do bodies like mine do (hospitals, councils, universities)?"
read: "Type a word of their name: “hospital”, “university”, “council”. One row per body, with its contracts found and those in which big tech has a role. For comparing, and for quoting those that do otherwise."
params:
  word: {label: "Word of the name (hospital when empty)"}
  country: {label: "Country (all when empty)", list: countries}
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
