/*
theme: ending
title: "What ends within 12 months?"
read: "The time to weigh in: renew, take back in-house, change tools. The end is stated in the notice or follows from its length; contracts whose end is not published are missing here. The column “End, renewals included” counts every option to renew."
params:
  months: {label: "Months (12 when empty)"}
  country: {label: "Country (all when empty)", list: countries}
*/
SELECT
  id AS contract_id, title, buyer_id, {buyer_name} AS buyer, suppliers, vendor_groups, "end", end_basis,
  end_with_renewals, value_eur, value_kind, big_tech, country, url
FROM contracts c
WHERE +same_as IS NULL AND coalesce(+status, 'active') IN ('active', 'pending')
  AND coalesce(+digital, 'yes') <> 'borderline'
  AND "end" >= today()
  AND "end" <= date(today(), '+' || max(1, CAST(coalesce(nullif(trim(:months), ''), '12') AS INTEGER)) || ' months')
  AND (trim(:country) = '' OR +country = upper(trim(:country)))
ORDER BY "end", id
LIMIT 500
