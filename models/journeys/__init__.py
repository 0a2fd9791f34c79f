"""Journeys as definitions: their steps as typed JSON, the graph that these form, and what a live version compiles to."""
