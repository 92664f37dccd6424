"""Measures the tags on labelled notices, reports the figures, and fits the weights of rules."""
