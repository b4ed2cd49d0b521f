"""What may be done, and by whom: the only writers."""
