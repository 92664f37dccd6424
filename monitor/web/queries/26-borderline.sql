/*
theme: check
title: "Which contracts are borderline, and why?"
read: "They are in no figure, chart or alert; a search shows them, marked as to be checked. Each row says why it is kept here; reading its notice settles it."
params:
  country: {label: "Country (all when empty)", list: countries}
*/
SELECT
  id AS contract_id, title, buyer_id, {buyer_name} AS buyer, suppliers, published, country, scope_reason, url
FROM contracts c
WHERE digital = 'borderline' AND same_as IS NULL
  AND coalesce(status, '') NOT IN ('cancelled', 'unsuccessful')
  AND (trim(:country) = '' OR +country = upper(trim(:country)))
ORDER BY published DESC, id
LIMIT 500
