/*
theme: employer
title: "On whom does my employer depend?"
read: "One row per group, or per supplier when no group is known behind it, the largest first. The share is of the exact values of the same body, and is given from twenty procedures upwards: a hundred per cent means that all goes to one, among what has a published value."
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
),
held AS (
  SELECT n.id, n.name, s.other, s.contracts, s.valued, s.total_eur, s.procedures
  FROM named n
  CROSS JOIN shares s ON s.kind = 'buyer_holder' AND s.key = n.id
  WHERE s.other NOT IN ('several', 'nobody', 'withheld')
)
SELECT
  h.id AS buyer_id, h.name AS buyer, coalesce(g.name, o.name, h.other) AS held_by, g.id AS vendor_group,
  h.contracts, h.procedures, h.total_eur, h.contracts - h.valued AS contracts_without_value,
  CASE WHEN sum(h.procedures) OVER (PARTITION BY h.id) >= 20
    THEN round(100.0 * h.total_eur / sum(h.total_eur) OVER (PARTITION BY h.id), 1) END AS share_percent
FROM held h
LEFT JOIN vendor_groups g ON g.id = substr(h.other, 7) AND h.other LIKE 'group:%'
LEFT JOIN organizations o ON o.id = substr(h.other, 5) AND h.other LIKE 'org:%'
ORDER BY h.name, h.id, h.total_eur DESC NULLS LAST, h.contracts DESC, held_by
LIMIT 500
