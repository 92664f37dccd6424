/*
theme: check
title: "What was corrected, withdrawn or disputed here?"
read: "Each human decision with its author, date, reason and source, and the replies of those who are named. An empty list means that nobody had anything corrected yet, not that all is right."
params: {}
*/
SELECT
  date, kind, notice_id, tag, old_value, new_value, supplier, reason, reply, reply_by, author, source
FROM corrections
ORDER BY date DESC, id
LIMIT 500
