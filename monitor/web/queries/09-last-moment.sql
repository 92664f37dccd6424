/*
theme: follow
title:
  fr: "Où peut-on encore contester avant la signature ?"
  en: "Where can one still object before the signature?"
read:
  fr: "Avis des 30 derniers jours par lesquels un acheteur annonce qu'il va attribuer, souvent sans concurrence. Le délai pour agir est court, dix jours en général : lisez l'avis officiel. Plus de jours montrent des intentions plus anciennes, dont le délai est passé."
  en: "Notices of the last 30 days in which a buyer says that it is about to award, often without competition. Time to act is short, usually ten days: read the official notice. More days show older intentions, whose time is over."
params:
  days: {fr: "Jours (30 si vide)", en: "Days (30 when empty)"}
*/
SELECT
  n.id AS notice_id, n.title, n.buyer_id, n.buyer, n.suppliers, n.vendor_groups, n.published,
  p.direct_award_reason, n.value_eur, n.big_tech, n.country, n.url
FROM notices n
LEFT JOIN procedures p ON p.id = n.procedure_id
WHERE n.kind = 'award_intention' AND +n.state = 'current'
  AND n.published >= date(today(), '-' || max(1, CAST(coalesce(nullif(trim(:days), ''), '30') AS INTEGER)) || ' days')
ORDER BY n.published DESC, n.id
LIMIT 500
