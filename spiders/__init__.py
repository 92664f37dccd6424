"""Ask tender portals for their documents, archive them and parse them into notices."""
