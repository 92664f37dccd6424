/*
theme: group
title: "Who uses this software (Microsoft 365, SAP, Workday…)?"
read: "Type the name of a product. Contracts of which a notice names it, with the exact words. Most notices name no product: a short list does not mean that few use it."
params:
  product: {label: "Product (Microsoft when empty)"}
*/
WITH named AS (
  SELECT contract_id, min(evidence) AS evidence
  FROM tags
  WHERE tag = 'vendor' AND contract_id IS NOT NULL AND confidence <> 'low'
    AND role IN ('named_product', 'incumbent', 'reseller', 'named_manufacturer')
    AND instr(lower(evidence), lower(coalesce(nullif(trim(:product), ''), 'microsoft'))) > 0
  GROUP BY contract_id
)
SELECT
  c.id AS contract_id, c.title, c.buyer_id, {buyer_name} AS buyer, c.suppliers, c.vendor_groups, n.evidence,
  c.value_eur, c.value_kind, c.updated, c.country, c.url
FROM named n
JOIN contracts c ON c.id = n.contract_id
WHERE c.same_as IS NULL AND coalesce(c.status, '') NOT IN ('cancelled', 'unsuccessful')
  AND coalesce(c.digital, 'yes') <> 'borderline'
ORDER BY c.updated DESC, c.id
LIMIT 500
