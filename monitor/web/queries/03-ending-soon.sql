/*
theme: ending
title:
  fr: "Qu'est-ce qui se termine dans les 12 mois ?"
  en: "What ends within 12 months?"
read:
  fr: "Le moment de peser sur la suite : renouveler, reprendre en régie, changer d'outil. La fin vient de l'avis (écrite) ou de la durée (calculée) ; les contrats dont la fin n'est pas publiée n'y sont pas. La colonne « Fin, reconductions comprises » compte celles qui sont possibles."
  en: "The time to weigh in: renew, take back in-house, change tools. The end is stated in the notice or follows from its length; contracts whose end is not published are missing here. The column “End, renewals included” counts every option to renew."
params:
  months: {fr: "Mois (12 si vide)", en: "Months (12 when empty)"}
  country: {fr: "Pays (tous si vide)", en: "Country (all when empty)", list: countries}
*/
SELECT
  id AS contract_id, title, buyer_id, buyer, suppliers, vendor_groups, "end", end_basis,
  end_with_renewals, value_eur, value_kind, big_tech, country, url
FROM contracts
WHERE +same_as IS NULL AND +status IN ('active', 'pending')
  AND "end" >= today()
  AND "end" <= date(today(), '+' || max(1, CAST(coalesce(nullif(trim(:months), ''), '12') AS INTEGER)) || ' months')
  AND (trim(:country) = '' OR +country = upper(trim(:country)))
ORDER BY "end", id
LIMIT 500
