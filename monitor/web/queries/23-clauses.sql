/*
theme: data
title:
  fr: "Quels avis parlent de ce que deviennent les données (lieu, réversibilité, sous-traitance) ?"
  en: "Which notices speak of what becomes of the data (place, return, subcontracting)?"
read:
  fr: "Une ligne par clause trouvée dans un avis, avec ses mots. Ce qui n'est pas ici peut être dans le contrat, que l'avis ne montre pas : c'est une bonne question à poser."
  en: "One row per clause found in a notice, with its words. What is not here may be in the contract, which the notice does not show: a good question to ask."
params:
  clause: {fr: "Mot de la clause (toutes si vide)", en: "Word of the clause (all when empty)"}
*/
SELECT
  t.value AS clause, t.evidence, t.contract_id, t.notice_id, coalesce(c.title, n.title) AS title,
  n.buyer_id, n.buyer, n.published, n.country, n.url
FROM tags t
JOIN notices n ON n.id = t.notice_id
LEFT JOIN contracts c ON c.id = t.contract_id
WHERE t.tag = 'clause'
  AND (trim(:clause) = '' OR instr(lower(t.value || ' ' || t.evidence), lower(trim(:clause))) > 0)
ORDER BY n.published DESC, t.id
LIMIT 500
