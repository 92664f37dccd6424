/*
theme: follow
title:
  fr: "Quels appels d'offres numériques sont encore ouverts ?"
  en: "Which digital calls for tender are still open?"
read:
  fr: "Rien n'est encore signé : c'est le moment de demander au CSE, au comité ou au conseil ce qui est prévu. La date limite est celle que l'avis publie ; les appels sans date limite n'y sont pas."
  en: "Nothing is signed yet: the time to ask the works council or the board what is planned. The deadline is the one that the notice gives; calls without one are missing here."
params:
  country: {fr: "Pays (tous si vide)", en: "Country (all when empty)", list: countries}
*/
SELECT
  id AS notice_id, title, buyer_id, buyer, deadline, vendor_groups, data_outsourcing,
  worker_surveillance, value_eur, country, url
FROM notices
WHERE +kind = 'tender' AND +state = 'current' AND deadline >= today()
  AND (trim(:country) = '' OR +country = upper(trim(:country)))
ORDER BY deadline, id
LIMIT 500
