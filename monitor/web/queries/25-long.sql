/*
theme: ending
title: "Which contracts bind for long?"
read: "Active contracts with four years or more between their first and last published day, the longest first. The longer a contract runs, the less often the choice is made again."
params:
  years: {label: "Years (4 when empty)"}
  country: {label: "Country (all when empty)", list: countries}
*/
SELECT
  id AS contract_id, title, buyer_id, {buyer_name} AS buyer, suppliers, vendor_groups, start, "end",
  round((julianday("end") - julianday(start)) / 365.25, 1) AS years, value_eur, value_kind, big_tech,
  country, url
FROM contracts c
WHERE +same_as IS NULL AND coalesce(+status, 'active') IN ('active', 'pending')
  AND coalesce(+digital, 'yes') <> 'borderline' AND "end" >= today() AND start IS NOT NULL
  AND julianday("end") - julianday(start) + 1 >=
      365.25 * max(1, CAST(coalesce(nullif(trim(:years), ''), '4') AS INTEGER))
  AND julianday("end") - julianday(start) < 50 * 366
  AND (trim(:country) = '' OR +country = upper(trim(:country)))
ORDER BY years DESC, id
LIMIT 500
