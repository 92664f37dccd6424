/*
theme: data
title: "Which notices speak of what becomes of the data (place, return, subcontracting)?"
read: "One row per clause found in a notice, with its words. What is not here may be in the contract, which the notice does not show: a good question to ask."
params:
  clause: {label: "Word of the clause (all when empty)"}
*/
SELECT
  t.value AS clause, t.evidence, t.contract_id, t.notice_id, coalesce(c.title, n.title) AS title,
  n.buyer_id, {notice_buyer_name} AS buyer, n.published, n.country, n.url
FROM tags t
JOIN notices n ON n.id = t.notice_id
LEFT JOIN contracts c ON c.id = t.contract_id
WHERE t.tag = 'clause'
  AND (trim(:clause) = '' OR instr(lower(t.value || ' ' || t.evidence), lower(trim(:clause))) > 0)
ORDER BY n.published DESC, t.id
LIMIT 500
