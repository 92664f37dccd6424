/*
theme: money
title: "Who does not say what they pay?"
read: "Per body with five contracts or more: how many have no value that a sum can take (withheld, ceiling, estimate, implausible). Asking for the value is a right in many countries: the page of a contract offers the letter."
params:
  country: {label: "Country (all when empty)", list: countries}
*/
SELECT
  o.id AS buyer_id, o.name AS buyer, o.country, a.contracts,
  a.contracts - a.valued AS contracts_without_value,
  a.procedures, a.valued_procedures,
  CASE WHEN a.procedures >= 20
    THEN round(100.0 * (a.procedures - a.valued_procedures) / a.procedures, 0) END AS without_value_percent
FROM aggregates a
JOIN organizations o ON o.id = a.key
WHERE a.kind = 'buyer' AND a.year = '' AND a.contracts >= 5 AND a.contracts > a.valued
  AND (trim(:country) = '' OR o.country = upper(trim(:country)))
ORDER BY contracts_without_value DESC, buyer, buyer_id
LIMIT 500
