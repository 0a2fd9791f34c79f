"""What goes on while journeys are live: entry, ticks, runs, and the end."""
