/*
theme: group
title:
  fr: "Quels groupes gagnent le plus, dans un pays ?"
  en: "Which groups win most in a country?"
read:
  fr: "Les contrats où chaque groupe tient un rôle, chez les acheteurs du pays. Un contrat où deux groupes jouent un rôle compte pour les deux, avec son montant entier ; la somme laisse dehors plafonds, estimations et montants tus."
  en: "Contracts in which each group has a role, among buyers of the country. A contract in which two groups have a role counts for both with its whole value; the sum leaves out ceilings, estimates and withheld values."
params:
  country: {fr: "Pays (France si vide)", en: "Country (France when empty)", list: countries}
*/
SELECT
  g.name AS group_name, s.other AS vendor_group, s.key AS country, s.contracts, s.total_eur,
  s.contracts - s.valued AS contracts_without_value, g.tier, g.hq_country
FROM shares s
LEFT JOIN vendor_groups g ON g.id = s.other
WHERE s.kind = 'country_group' AND s.key = upper(coalesce(nullif(trim(:country), ''), 'FR'))
ORDER BY s.total_eur DESC NULLS LAST, s.contracts DESC, g.name
LIMIT 500
