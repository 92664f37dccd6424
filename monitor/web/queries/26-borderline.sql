/*
theme: check
title: "Which contracts are digital only at the limit, and why?"
read: "They are in no figure, chart, list or alert. The last column says what keeps each of them here: whoever reads the notice can tell."
params:
  country: {label: "Country (all when empty)", list: countries}
*/
SELECT
  id AS contract_id, title, buyer_id, buyer, suppliers, published, country, scope_reason, url
FROM contracts
WHERE digital = 'borderline' AND same_as IS NULL
  AND (trim(:country) = '' OR +country = upper(trim(:country)))
ORDER BY published DESC, id
LIMIT 500
