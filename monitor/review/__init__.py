"""Ask people on this machine whether claims stand, and keep what they answer (``vigie review``)."""
