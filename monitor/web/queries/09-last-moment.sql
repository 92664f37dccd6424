/*
theme: follow
title: "Where can one still object before the signature?"
read: "Notices of the last 30 days in which a buyer says that it is about to award, often without competition. Time to act is short, usually ten days: read the official notice. More days show older intentions, whose time is over."
params:
  days: {label: "Days (30 when empty)"}
*/
SELECT
  n.id AS notice_id, n.title, n.buyer_id, {notice_buyer_name} AS buyer, n.suppliers, n.vendor_groups, n.published,
  p.direct_award_reason, n.value_eur, n.big_tech, n.country, n.url
FROM notices n
LEFT JOIN procedures p ON p.id = n.procedure_id
WHERE n.kind = 'award_intention' AND +n.state = 'current'
  AND coalesce(n.digital, 'yes') <> 'borderline'
  AND n.published >= date(today(), '-' || max(1, CAST(coalesce(nullif(trim(:days), ''), '30') AS INTEGER)) || ' days')
ORDER BY n.published DESC, n.id
LIMIT 500
