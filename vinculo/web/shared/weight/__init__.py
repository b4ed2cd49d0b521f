"""What pages weigh on their way to a small phone (D10)."""
