/*
theme: employer
title: "Which digital contracts has my employer made?"
read: "Type the name, part of it or the acronym of the public body, with or without accents. Contracts with big tech come first. Bodies below it and joint purchases are included."
params:
  employer: {label: "Employer"}
*/
WITH named AS (
  SELECT o.id FROM organizations o
  WHERE o.rowid IN (
    SELECT rowid FROM organizations_fts
    WHERE organizations_fts MATCH coalesce(nullif(escape_fts(:employer), ''), '""')
    LIMIT 300
  )
),
bodies AS (
  SELECT id FROM named
  UNION
  SELECT o.id FROM organizations o JOIN named n ON o.parent_id = n.id
),
found AS (
  SELECT cn.contract_id AS id
  FROM bodies b
  CROSS JOIN buyers y ON y.organization_id = b.id
  JOIN contract_notices cn ON cn.notice_id = y.notice_id
  UNION
  SELECT c.id FROM bodies b CROSS JOIN contracts c ON c.buyer_id = b.id
  UNION
  SELECT c.id FROM contracts c WHERE c.rowid IN (
    SELECT rowid FROM contracts_fts
    WHERE contracts_fts MATCH
      CASE WHEN escape_fts(:employer) = '' THEN '""' ELSE 'buyer : (' || escape_fts(:employer) || ')' END
    ORDER BY rowid DESC LIMIT 2000
  )
)
SELECT
  c.id AS contract_id, c.title, c.buyer_id, {buyer_name} AS buyer, c.suppliers, c.vendor_groups, c.value_eur,
  c.value_kind, c.big_tech, c.data_outsourcing, c.worker_surveillance, c.public_surveillance_ai,
  c.updated, c."end", c.url
FROM found f
CROSS JOIN contracts c ON c.id = f.id
WHERE c.same_as IS NULL AND coalesce(c.status, '') NOT IN ('cancelled', 'unsuccessful')
  AND coalesce(c.digital, 'yes') <> 'borderline'
ORDER BY c.big_tech = 'yes' DESC, c.updated DESC, c.id
LIMIT 500
