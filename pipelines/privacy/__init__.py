"""Find and mask personal data, and apply granted objections."""
