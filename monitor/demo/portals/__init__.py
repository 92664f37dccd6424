"""Mock portals of the demonstration, which answer as the real ones do, and their server."""
