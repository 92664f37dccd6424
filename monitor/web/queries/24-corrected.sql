/*
theme: check
title:
  fr: "Qu'est-ce qui a été corrigé, retiré ou contesté ici ?"
  en: "What was corrected, withdrawn or disputed here?"
read:
  fr: "Chaque décision humaine avec son auteur, sa date, sa raison et sa source, et les réponses de ceux qui sont nommés. Une liste vide veut dire que personne n'a encore rien fait corriger, pas que tout est juste."
  en: "Each human decision with its author, date, reason and source, and the replies of those who are named. An empty list means that nobody had anything corrected yet, not that all is right."
params: {}
*/
SELECT
  date, kind, notice_id, tag, old_value, new_value, supplier, reason, reply, reply_by, author, source
FROM corrections
ORDER BY date DESC, id
LIMIT 500
