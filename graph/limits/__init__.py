"""How much one operation may cost to read and to answer, so that it never holds up others for long."""
