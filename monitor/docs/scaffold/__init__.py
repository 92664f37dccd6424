"""Write the files of a new portal from templates (``make portal NAME=…``).

Writes its spider, three documents to be replaced, its mock portal and its test; enters it into
the list of mock portals, the import rules and ``portals.csv``.  Its tests fail until somebody
has looked at the portal: docs/add-a-portal.md says how.
"""
