/*
theme: group
title: "Who is behind this supplier, and how do we know?"
read: "One row per supplier and group that we say is behind it: the proof (registry number, exact name, known name, former name, misspelling), the words or number read in the notice, the row of the reference table and its source. Without a source, confidence is medium at most. The first thousand only; the whole tables can be downloaded."
params:
  group: {label: "Group (all when empty)", list: groups}
*/
WITH wanted AS (
  SELECT id, name FROM vendor_groups
  WHERE coalesce(trim(:group), '') = '' OR id = lower(trim(:group)) OR name = trim(:group)
)
SELECT
  s.name AS supplier,
  s.organization_id,
  w.name AS group_name,
  s.vendor_group,
  s.basis,
  s.evidence,
  s.rule,
  coalesce(p.source, o.source) AS source,
  s.confidence,
  count(DISTINCT s.contract_id) AS contracts
FROM wanted w
JOIN suppliers s ON s.vendor_group = w.id
LEFT JOIN vendor_proofs p ON p.rule = s.rule
LEFT JOIN corrections o ON 'corrections.csv:' || o.id = s.rule
GROUP BY s.name, s.organization_id, s.vendor_group, s.basis, s.evidence, s.rule, s.confidence
ORDER BY contracts DESC, supplier
LIMIT 1000
