"""Run Vigie unattended: scheduler, service supervision, backup, integrity checks, diagnosis."""
