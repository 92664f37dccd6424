"""What commands share at run time: runs, leases, schedule, parent watchdog, spider lookup, HTTP."""
