"""The public site: routes, pages, charts, citations and downloads in front; Datasette below."""
