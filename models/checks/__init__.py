"""The error checks of what a record holds: pure functions from fields to findings, without a database."""
