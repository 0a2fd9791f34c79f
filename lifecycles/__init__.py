"""What is allowed: every record type's states, actions, locks and timers as data."""
