"""Check every source and the installation itself, record their states and report changes."""
