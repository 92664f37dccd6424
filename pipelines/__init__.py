"""Process every notice: mask personal data, normalise, classify, compile contracts and store."""
