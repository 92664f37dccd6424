"""Charts and maps as SVG and PNG, each with the table of the same figures."""
