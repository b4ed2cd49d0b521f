"""What is written into logs: routes instead of addresses, and no value that a request brought (D34)."""
