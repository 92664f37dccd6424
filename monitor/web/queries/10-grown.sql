/*
theme: money
title: "Which contracts grew by amendment?"
read: "First value and latest value known, in euros at the same rate. Only contracts for which both are published and are no estimates, such as the turnover of a concession; the largest increases first."
params: {}
*/
WITH grown AS (
  SELECT other AS id, total_eur FROM shares WHERE kind = 'buyer_grown'
  ORDER BY total_eur DESC LIMIT 500
)
SELECT
  c.id AS contract_id, c.title, c.buyer_id, {buyer_name} AS buyer, c.suppliers, c.vendor_groups, c.amendments,
  c.initial_value_eur, c.value_eur, g.total_eur AS growth_eur,
  round(100.0 * g.total_eur / nullif(c.initial_value_eur, 0), 1) AS growth_percent, c.country, c.url
FROM grown g
CROSS JOIN contracts c ON c.id = g.id
ORDER BY growth_eur DESC, contract_id
