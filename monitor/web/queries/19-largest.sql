/*
theme: money
title: "Which are the largest contracts?"
read: "Exact and plausible values in euros, from the largest down. Ceilings of framework agreements are not in it: what may be spent is not what is spent."
params:
  country: {label: "Country (all when empty)", list: countries}
  year: {label: "Year of publication (all when empty)"}
*/
WITH asked AS (
  SELECT upper(trim(:country)) AS country, trim(:year) AS year,
    coalesce((SELECT contracts FROM aggregates
              WHERE kind = 'country' AND key = upper(trim(:country)) AND year = ''), 0) AS contracts
),
-- of a country with few contracts, all are sorted; else they are met soon in the order of the value
few AS (
  SELECT c.rowid AS place, c.value_eur FROM asked a CROSS JOIN contracts c ON c.country = a.country
  WHERE a.country <> '' AND a.contracts <= 30000 AND +c.same_as IS NULL
    AND coalesce(+c.digital, 'yes') <> 'borderline'
    AND c.value_countable_eur > 0 AND (a.year = '' OR c.published LIKE a.year || '-%')
  ORDER BY c.value_eur DESC LIMIT 200
),
many AS (
  SELECT c.rowid AS place, c.value_eur FROM contracts c
  WHERE ((SELECT country FROM asked) = '' OR (SELECT contracts FROM asked) > 30000)
    AND c.value_eur > 0 AND +c.same_as IS NULL AND c.value_countable_eur IS NOT NULL
    AND coalesce(+c.digital, 'yes') <> 'borderline'
    AND ((SELECT country FROM asked) = '' OR +c.country = (SELECT country FROM asked))
    AND ((SELECT year FROM asked) = '' OR +c.published LIKE (SELECT year FROM asked) || '-%')
  ORDER BY c.value_eur DESC LIMIT 200
)
SELECT
  c.id AS contract_id, c.title, c.buyer_id, {buyer_name} AS buyer, c.suppliers, c.vendor_groups, c.value_eur,
  c.big_tech, c.published, c."end", c.country, c.url
FROM (SELECT place FROM few UNION SELECT place FROM many) f
JOIN contracts c ON c.rowid = f.place
ORDER BY c.value_eur DESC, c.id
LIMIT 200
