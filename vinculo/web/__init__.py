"""A door per actor."""
