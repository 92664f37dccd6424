"""Every word shown to a person: translations, labels, addresses, dates, money, typography."""
