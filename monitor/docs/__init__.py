"""Generates pages of docs/ and the README, extracts messages, and scaffolds new portals."""
