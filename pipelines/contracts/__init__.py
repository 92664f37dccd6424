"""Compile the notices of a procedure into the contracts that they state."""
