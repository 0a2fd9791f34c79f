"""What is stored, and the one door through which state changes."""
