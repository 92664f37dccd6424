/*
theme: money
title:
  fr: "Qui ne dit pas combien il paie ?"
  en: "Who does not say what they pay?"
read:
  fr: "Par organisme d'au moins cinq contrats : combien n'ont pas de montant qu'une somme puisse prendre (tu, plafond, estimation, invraisemblable). Demander le montant est un droit dans bien des pays : la page d'un contrat propose la lettre."
  en: "Per body with five contracts or more: how many have no value that a sum can take (withheld, ceiling, estimate, implausible). Asking for the value is a right in many countries: the page of a contract offers the letter."
params:
  country: {fr: "Pays (tous si vide)", en: "Country (all when empty)", list: countries}
*/
SELECT
  o.id AS buyer_id, o.name AS buyer, o.country, a.contracts,
  a.contracts - a.valued AS contracts_without_value,
  round(100.0 * (a.contracts - a.valued) / a.contracts, 0) AS without_value_percent
FROM aggregates a
JOIN organizations o ON o.id = a.key
WHERE a.kind = 'buyer' AND a.year = '' AND a.contracts >= 5 AND a.contracts > a.valued
  AND (trim(:country) = '' OR o.country = upper(trim(:country)))
ORDER BY contracts_without_value DESC, buyer, buyer_id
LIMIT 500
