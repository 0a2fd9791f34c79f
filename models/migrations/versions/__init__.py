"""The migrations, oldest first; written by `golive.models.migrations.revise`, then read and corrected by people."""
