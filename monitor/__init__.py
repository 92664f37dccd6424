"""Commands, schedule, website, exports and alerts: all that people run, see and receive."""
