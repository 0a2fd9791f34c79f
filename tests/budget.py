"""How much the acceptance tests do: fixed budgets for `make test`, the full numbers with SOAK=1 for `make soak`."""

import os

SOAK = os.environ.get("SOAK") == "1"
WALKS, STEPS = (50, 60) if SOAK else (3, 20)
RACES = 10_000 if SOAK else 24
KILLS = 200 if SOAK else 4
JOURNEY_KILLS = 100 if SOAK else 5
RESTARTS = 20 if SOAK else 2
FOLLOWERS = 1_000 if SOAK else 100
SUBSCRIBERS, NEVER_READ = (5_000, 50) if SOAK else (500, 5)
DISCONNECTS = 1_000 if SOAK else 100
