/*
theme: group
title: "Which resellers win Microsoft licences (or those of another group)?"
read: "The group did not sign, but its product is named. One row per supplier. The sum takes exact values of awarded contracts, whole even when the contract covers other things too; the column beside it counts contracts left out."
params:
  group: {label: "Group (Microsoft when empty)", list: groups}
*/
WITH wanted AS (
  SELECT id, name FROM vendor_groups
  WHERE id = lower(coalesce(nullif(trim(:group), ''), 'microsoft')) OR name = trim(:group)
)
SELECT
  s.other AS organization_id, coalesce(o.name, s.other) AS supplier, w.name AS group_name,
  w.id AS vendor_group, s.contracts, s.total_eur, s.contracts - s.valued AS contracts_without_value
FROM wanted w
JOIN shares s ON s.kind = 'group_via' AND s.key = w.id
LEFT JOIN organizations o ON o.id = s.other
ORDER BY s.contracts DESC, s.total_eur DESC NULLS LAST, supplier
LIMIT 500
