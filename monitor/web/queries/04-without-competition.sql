/*
theme: money
title: "Which contracts go to big tech without competition?"
read: "Contracts awarded directly, or for which a single tender arrived, in which big tech has a role. The reason is the one the buyer published. A direct award may be lawful: the reason is for you to judge."
params:
  country: {label: "Country (all when empty)", list: countries}
*/
SELECT
  c.id AS contract_id, c.title, c.buyer_id, {buyer_name} AS buyer, c.suppliers, c.vendor_groups, c.method,
  c.tenders_received, p.direct_award_reason, c.value_eur, c.value_kind, c.updated, c.country, c.url
FROM contracts c
LEFT JOIN procedures p ON p.id = c.procedure_id
WHERE c.same_as IS NULL AND c.big_tech = 'yes'
  AND coalesce(c.status, '') NOT IN ('cancelled', 'unsuccessful')
  AND coalesce(c.digital, 'yes') <> 'borderline'
  AND (c.method = 'direct' OR c.tenders_received = 1)
  AND (trim(:country) = '' OR c.country = upper(trim(:country)))
ORDER BY c.method = 'direct' DESC, c.updated DESC, c.id
LIMIT 500
