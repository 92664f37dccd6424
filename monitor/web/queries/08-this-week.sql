/*
theme: follow
title: "What changed this week?"
read: "Contracts that appeared, changed, ended or were withdrawn in the last 7 days because a notice or a correction says so. Before and after show the value that changed. The latest three thousand at most, those of big tech first."
params:
  days: {label: "Days (7 when empty)"}
*/
WITH news AS (
  SELECT * FROM changes
  WHERE at >= date(today(), '-' || max(1, CAST(coalesce(nullif(trim(:days), ''), '7') AS INTEGER)) || ' days')
    AND +cause IN ('notice', 'correction', 'link') AND +contract_id IS NOT NULL
  ORDER BY at DESC, seq DESC LIMIT 3000
)
SELECT
  h.at, h.kind, h.cause, h.contract_id, c.title, c.buyer_id, {buyer_name} AS buyer, c.suppliers, c.vendor_groups,
  h.field, h."before", h."after", c.big_tech, c.url
FROM news h
LEFT JOIN contracts c ON c.id = h.contract_id
ORDER BY c.big_tech = 'yes' DESC, h.seq DESC
LIMIT 500
