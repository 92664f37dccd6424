"""Generate pages of docs/ and the README, extract messages, and scaffold new portals."""
