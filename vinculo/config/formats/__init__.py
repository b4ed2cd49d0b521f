"""How dates and numbers are written in each language (D10); the names of the formats are the same in all."""
