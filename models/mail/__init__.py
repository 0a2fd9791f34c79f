"""Mails: the log of what is to be sent and was, how they are made, and what comes back."""
