"""The door of the waiting room: numbers and counters, never a name."""
