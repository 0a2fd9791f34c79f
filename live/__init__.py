"""What runs while a record is live."""
