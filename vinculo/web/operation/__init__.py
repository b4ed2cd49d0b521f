"""The page of whoever operates the service: its state, what is late, and what to do."""
