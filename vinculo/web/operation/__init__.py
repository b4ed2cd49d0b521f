"""The page of the person who operates the service: its state, what is late, and what to do."""
