"""Measure the tags on labelled notices, report the figures, and fit the weights of rules."""
