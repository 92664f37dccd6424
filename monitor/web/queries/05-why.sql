/*
theme: check
title: "Why is this contract tagged?"
read: "Paste the id of a contract or notice. Each row is a tag with the published words behind it, where they stand and the rule that applied. When the contract column is empty, the evidence is about the whole notice. Without an id: the most recent tags."
params:
  contract: {label: "Id"}
*/
WITH wanted AS (
  SELECT coalesce(
    (SELECT new_id FROM redirects WHERE old_id = trim(:contract)), trim(:contract)
  ) AS id
),
found AS (
  SELECT t.* FROM wanted w JOIN tags t ON t.contract_id = w.id OR t.notice_id = w.id
  UNION
  SELECT t.* FROM wanted w
  JOIN contract_notices cn ON cn.contract_id = w.id
  JOIN tags t ON t.notice_id = cn.notice_id AND +t.contract_id IS NULL
  UNION ALL
  SELECT * FROM (
    SELECT t.* FROM wanted w
    JOIN (
      SELECT id FROM notices WHERE published IS NOT NULL ORDER BY published DESC LIMIT 40
    ) latest
    JOIN tags t ON t.notice_id = latest.id
    WHERE w.id = ''
  )
)
SELECT
  f.contract_id, f.notice_id, f.tag, f.value, f.role, f.confidence, f.evidence, f.field, f.lot,
  f.rule, n.published, n.url
FROM found f
CROSS JOIN notices n ON n.id = f.notice_id
ORDER BY f.contract_id IS NULL, n.published DESC, f.contract_id, f.tag, f.id
LIMIT 500
