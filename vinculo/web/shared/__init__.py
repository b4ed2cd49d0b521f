"""What the doors have in common."""
