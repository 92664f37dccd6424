"""How good the tags are: measured on labelled notices, written down, calibrated."""
