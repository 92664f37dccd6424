/*
theme: money
title:
  fr: "Quels sont les plus gros contrats ?"
  en: "Which are the largest contracts?"
read:
  fr: "Les montants exacts et vraisemblables, en euros, du plus grand au plus petit. Les plafonds d'accords-cadres n'y sont pas : ce qui peut être dépensé n'est pas ce qui l'est."
  en: "Exact and plausible values in euros, from the largest down. Ceilings of framework agreements are not in it: what may be spent is not what is."
params:
  country: {fr: "Pays, deux lettres (tous si vide)", en: "Country, two letters (all when empty)", list: countries}
  year: {fr: "Année de publication (toutes si vide)", en: "Year of publication (all when empty)"}
*/
SELECT
  id AS contract_id, title, buyer_id, buyer, suppliers, vendor_groups, value_eur, big_tech,
  published, "end", country, url
FROM contracts
WHERE same_as IS NULL AND value_countable_eur IS NOT NULL AND value_eur > 0
  AND (trim(:country) = '' OR +country = upper(trim(:country)))
  AND (trim(:year) = '' OR +published LIKE trim(:year) || '-%')
ORDER BY value_eur DESC, id
LIMIT 200
