"""Match changes of the database with subscriptions, queue messages and deliver them by e-mail."""
