/*
theme: ending
title:
  fr: "Qui fait autrement : régie, coopération publique, logiciel libre ?"
  en: "Who does otherwise: in-house, public cooperation, free software?"
read:
  fr: "Des exemples à citer en négociation. L'avis le dit dans ses propres mots, repris dans la colonne des preuves."
  en: "Examples to quote in negotiations. The notice says so in its own words, given in the evidence column."
params: {}
*/
SELECT
  n.id AS notice_id, n.title, n.buyer_id, n.buyer, n.suppliers, n.public_alternative,
  (SELECT group_concat(said, ' · ') FROM (
     SELECT DISTINCT t.evidence AS said FROM tags t WHERE t.notice_id = n.id
       AND t.tag = 'public_alternative' LIMIT 5
   )) AS evidence,
  n.published, n.country, n.url
FROM notices n
WHERE n.state = 'current' AND n.public_alternative IN ('yes', 'unclear')
ORDER BY n.public_alternative = 'yes' DESC, n.published DESC, n.id
LIMIT 500
