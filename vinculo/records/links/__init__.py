"""Private links: what the database holds of them opens none (D34)."""
