/*
theme: money
title:
  fr: "Quels contrats ont grossi par avenant ?"
  en: "Which contracts grew by amendment?"
read:
  fr: "Montant de départ et dernier montant connu, en euros au même cours. Seulement les contrats dont les deux montants sont publiés."
  en: "First value and latest value known, in euros at the same rate. Only contracts for which both are published."
params: {}
*/
SELECT
  id AS contract_id, title, buyer_id, buyer, suppliers, vendor_groups, amendments,
  initial_value_eur, value_eur,
  round(100.0 * (value_eur - initial_value_eur) / initial_value_eur, 1) AS growth_percent,
  country, url
FROM contracts
WHERE same_as IS NULL AND amendments > 0 AND initial_value_eur > 0
  AND value_eur > initial_value_eur AND value_plausible = 1
ORDER BY growth_percent DESC, id
LIMIT 500
