/*
theme: employer
title: "How much does my employer spend on digital services, year by year?"
read: "Type the name, part of it or the acronym. One row per body and year of signature; the sum takes exact values of awarded contracts only, and the column beside it says how many contracts are left out. A total that falls may come from a notice that withholds its value."
params:
  employer: {label: "Employer"}
*/
WITH named AS (
  SELECT o.id, o.name FROM organizations o
  WHERE o.rowid IN (
    SELECT rowid FROM organizations_fts
    WHERE organizations_fts MATCH coalesce(nullif(escape_fts(:employer), ''), '""')
    LIMIT 200
  )
  UNION
  SELECT o.id, o.name FROM contracts c CROSS JOIN organizations o ON o.id = c.buyer_id
  WHERE instr(c.buyer, ' | ') = 0 AND c.rowid IN (
    SELECT rowid FROM contracts_fts
    WHERE contracts_fts MATCH
      CASE WHEN escape_fts(:employer) = '' THEN '""' ELSE 'buyer : (' || escape_fts(:employer) || ')' END
    ORDER BY rowid DESC LIMIT 2000
  )
)
SELECT
  n.id AS buyer_id, n.name AS buyer, a.year, a.contracts, a.total_eur,
  a.contracts - a.valued AS contracts_without_value, a.big_tech AS contracts_with_big_tech,
  a.method_known_procedures, a.direct_procedures,
  CASE WHEN a.method_known_procedures >= 20
    THEN round(100.0 * a.direct_procedures / a.method_known_procedures, 0) END AS direct_percent
FROM named n
CROSS JOIN aggregates a ON a.kind = 'buyer' AND a.key = n.id AND a.year <> ''
ORDER BY n.name, n.id, a.year DESC
LIMIT 500
