"""What people run, see and receive: commands, schedule, website, exports and alerts."""
