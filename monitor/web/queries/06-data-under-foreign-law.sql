/*
theme: data
title: "Where are data handed to a firm under a law from outside the Union?"
read: "Contracts in which the body’s data is held by a supplier or product whose parent is outside the Union. This is a fact about the group’s head office, not proof that anybody read the data."
params:
  country: {label: "Country of the buyer (all when empty)", list: countries}
*/
SELECT
  c.id AS contract_id, c.title, c.buyer_id, {buyer_name} AS buyer, c.suppliers, c.vendor_groups,
  c.data_law_exposure,
  (SELECT group_concat(DISTINCT v.hq_country) FROM contract_groups g
   JOIN vendor_groups v ON v.id = g.vendor_group WHERE g.contract_id = c.id) AS hq_country,
  c.value_eur, c.value_kind, c."end", c.country, c.url
FROM contracts c
WHERE c.same_as IS NULL AND c.data_outsourcing = 'yes' AND c.data_law_exposure = 'non_eu_parent'
  AND coalesce(c.status, 'active') IN ('active', 'pending')
  AND coalesce(c.digital, 'yes') <> 'borderline'
  AND (trim(:country) = '' OR c.country = upper(trim(:country)))
ORDER BY c.updated DESC, c.id
LIMIT 500
