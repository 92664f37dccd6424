/*
theme: follow
title: "Which digital calls for tender are still open?"
read: "Nothing is signed yet: the time to ask the works council or the board what is planned. The deadline is the one that the notice gives; calls without one are missing here."
params:
  country: {label: "Country (all when empty)", list: countries}
*/
SELECT
  id AS notice_id, title, buyer_id, {notice_buyer_name} AS buyer, deadline, vendor_groups, data_outsourcing,
  worker_surveillance, value_eur, country, url
FROM notices n
WHERE {open_call}
  AND deadline >= today()
  AND (trim(:country) = '' OR +country = upper(trim(:country)))
ORDER BY deadline, id
LIMIT 500
