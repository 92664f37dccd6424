/*
theme: data
title: "Which tools watch workers or the public?"
read: "Contracts whose text says that data about workers is collected or judged, or that the public is filmed, recognised or rated. The exact words are in the evidence column; “unclear”: read the notice."
params:
  country: {label: "Country of the buyer (all when empty)", list: countries}
*/
SELECT
  c.id AS contract_id, c.title, c.buyer_id, {buyer_name} AS buyer, c.suppliers, c.worker_surveillance,
  c.public_surveillance_ai,
  (SELECT group_concat(said, ' · ') FROM (
     SELECT DISTINCT t.evidence AS said FROM tags t WHERE t.contract_id = c.id
       AND t.tag IN ('worker_surveillance', 'public_surveillance_ai') LIMIT 5
   )) AS evidence,
  c.value_eur, c.value_kind, c.updated, c.country, c.url
FROM contracts c
WHERE c.same_as IS NULL AND coalesce(c.status, '') NOT IN ('cancelled', 'unsuccessful')
  AND coalesce(c.digital, 'yes') <> 'borderline'
  AND (trim(:country) = '' OR c.country = upper(trim(:country)))
  AND (c.worker_surveillance IN ('yes', 'unclear') OR c.public_surveillance_ai IN ('yes', 'unclear'))
ORDER BY (c.worker_surveillance = 'yes') + (c.public_surveillance_ai = 'yes') DESC, c.updated DESC, c.id
LIMIT 500
