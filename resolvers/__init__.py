"""How a field is answered."""
