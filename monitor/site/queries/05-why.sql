/*
theme: check
title:
  fr: "Pourquoi ce contrat porte-t-il cette étiquette ?"
  en: "Why is this contract tagged?"
read:
  fr: "Collez l'identifiant d'un contrat ou d'un avis. Chaque ligne est une étiquette, avec les mots publiés qui la portent, l'endroit où ils se trouvent et la règle qui a parlé. Quand la colonne contrat est vide, la preuve porte sur tout l'avis. Vide : les étiquettes les plus récentes."
  en: "Paste the id of a contract or notice. Each row is a tag with the published words behind it, where they stand and the rule that spoke. When the contract column is empty, the evidence is about the whole notice. Empty: the most recent tags."
params:
  contract: {fr: "Identifiant", en: "Id"}
*/
WITH wanted AS (
  SELECT coalesce(
    (SELECT new_id FROM redirects WHERE old_id = trim(:contract)), trim(:contract)
  ) AS id
),
found AS (
  SELECT t.* FROM wanted w JOIN tags t ON t.contract_id = w.id OR t.notice_id = w.id
  UNION
  SELECT t.* FROM wanted w
  JOIN contract_notices cn ON cn.contract_id = w.id
  JOIN tags t ON t.notice_id = cn.notice_id AND t.contract_id IS NULL
  UNION ALL
  SELECT * FROM (
    SELECT t.* FROM wanted w
    JOIN (SELECT id FROM notices WHERE published IS NOT NULL ORDER BY published DESC LIMIT 40) n
    JOIN tags t ON t.notice_id = n.id
    WHERE w.id = ''
  )
)
SELECT
  t.contract_id, t.notice_id, t.tag, t.value, t.role, t.confidence, t.evidence, t.field, t.lot,
  t.rule, n.published, n.url
FROM found t
JOIN notices n ON n.id = t.notice_id
ORDER BY t.contract_id IS NULL, n.published DESC, t.contract_id, t.tag, t.id
LIMIT 500
