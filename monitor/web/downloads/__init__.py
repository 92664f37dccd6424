"""Lists and tables as CSV, XLSX and Atom, and the files of the last export."""
