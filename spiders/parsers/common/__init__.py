"""Helpers of several document formats: country codes, contact names, cross references."""
