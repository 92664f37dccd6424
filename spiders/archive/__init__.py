"""Append received bodies to WARC files (ISO 28500) and read them back for replay.

Layout    ARCHIVE/PORTAL/2026-11-24-0001.warc.gz: a file belongs to one process for its life and is
          never reopened for writing, so a kill tears at most the last record of its own file and
          two processes cannot mix their records.  A new file each day and each ``ROLL_AT`` bytes.
          ``ocds:chile`` lies in the folder ``ocds.chile``.
Records   crawl: ``response`` (status line, the headers in ``KEPT``, body with its transfer and
          content encoding undone); ingest: ``resource`` named ``file:NAME``.  No request, no
          cookie, no key is written.
Roles     document: what ``read`` of a spider takes; listing: a page that only names documents, or
          what stands between the records of a file; manifest: size and sha256 of a whole file.
Stores    in an object store (``s3://BUCKET/archive``) a file is written as a whole, at each
          ``sync`` and each ``OBJECT_BYTES``; its name has an instant in place of the number.
Large     a body is held in memory: the crawl refuses those above 64 MB; members of packages (zip,
          tar) are archived one by one, and streamed files in slices that end between two records.
Privacy   files 0600 in folders 0700: the only place with the bytes as published.
"""
