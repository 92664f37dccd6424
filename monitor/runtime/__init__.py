"""Run-time services of the commands: runs, leases, schedule, parent watchdog, spiders, HTTP."""
