"""Citations of pages, figures and charts: sentence, styles, lasting address, box."""
