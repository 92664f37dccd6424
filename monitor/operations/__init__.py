"""Run Vigie unattended: schedule, supervision, backup, checks of what is stored, objections."""
