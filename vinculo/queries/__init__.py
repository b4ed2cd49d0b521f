"""What may be seen, and by whom."""
