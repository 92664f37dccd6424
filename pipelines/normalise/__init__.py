"""Convert organisations, codes, periods and amounts into one comparable form."""
