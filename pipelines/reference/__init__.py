"""Load and check the reference tables and rules of data/reference/."""
