/*
theme: check
title: "Where do these data come from, and how fresh are they?"
read: "What each portal gave us and up to when. A portal that failed or was never read means that contracts are missing here, not that there are none."
params: {}
*/
SELECT
  name AS portal, {titles}, country,
  iif(state = 'never' AND notices_received > 0, 'from_files', state) AS state, newest_notice,
  last_success, notices_received, notices_published, message, licence, url AS site
FROM portals
ORDER BY notices_received = 0, rank, name
