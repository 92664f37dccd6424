/*
theme: group
title: "Which groups win most in a country?"
read: "Contracts in which each group has a role, among buyers of the country. A contract in which two groups have a role counts for both with its whole value; the sum leaves out ceilings, estimates and withheld values."
params:
  country: {label: "Country (France when empty)", list: countries}
*/
SELECT
  g.name AS group_name, s.other AS vendor_group, s.key AS country, s.contracts, s.total_eur,
  s.contracts - s.valued AS contracts_without_value, g.tier, g.hq_country
FROM shares s
LEFT JOIN vendor_groups g ON g.id = s.other
WHERE s.kind = 'country_group' AND s.key = upper(coalesce(nullif(trim(:country), ''), 'FR'))
ORDER BY s.total_eur DESC NULLS LAST, s.contracts DESC, g.name
LIMIT 500
