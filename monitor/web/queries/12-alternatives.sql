/*
theme: ending
title: "Who does otherwise: in-house, public cooperation, free software?"
read: "Examples to quote in negotiations. The notice says so in its own words, given in the evidence column."
params: {}
*/
SELECT
  n.id AS notice_id, coalesce(c.title, n.title) AS title, n.buyer_id, {notice_buyer_name} AS buyer, n.suppliers, o.way,
  (SELECT group_concat(said, ' · ') FROM (
     SELECT DISTINCT t.evidence AS said FROM tags t WHERE t.notice_id = n.id
       AND t.tag = 'public_alternative' AND t.role = o.way LIMIT 5
   )) AS evidence,
  o.published, n.country, n.url
FROM alternative_examples o
JOIN notices n ON n.id = o.notice_id
LEFT JOIN contracts c ON c.id = o.contract_id
WHERE o.way IN ('in_house', 'public_cooperation', 'open_source')
ORDER BY o.published DESC, n.id
LIMIT 500
