/*
theme: group
title: "Who buys from Microsoft (or another group)?"
read: "One row per buyer: its contracts in which the group wins, is a member, a subcontractor, or has its product named. The sum takes exact values of awarded contracts only; the column beside it says how many contracts are left out (frameworks, values withheld or implausible)."
params:
  group: {label: "Group (Microsoft when empty)", list: groups}
*/
WITH wanted AS (
  SELECT id, name FROM vendor_groups
  WHERE id = lower(coalesce(nullif(trim(:group), ''), 'microsoft')) OR name = trim(:group)
)
SELECT
  max(c.buyer_id) AS buyer_id,
  min({buyer_name}) AS buyer,
  c.country,
  w.name AS group_name,
  w.id AS vendor_group,
  count(*) AS contracts,
  sum(c.value_countable_eur) AS total_eur,
  sum(c.value_countable_eur IS NULL) AS contracts_without_value,
  max(c.updated) AS latest
FROM wanted w
JOIN contract_groups g ON g.vendor_group = w.id
JOIN contracts c ON c.id = g.contract_id
WHERE c.same_as IS NULL AND coalesce(c.status, '') NOT IN ('cancelled', 'unsuccessful')
  AND coalesce(c.digital, 'yes') <> 'borderline'
GROUP BY coalesce(c.buyer_id, c.buyer), c.country, w.id
ORDER BY total_eur DESC NULLS LAST, contracts DESC, buyer
LIMIT 500
