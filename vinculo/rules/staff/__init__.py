"""Who works here: their roles, where these hold, and what each may do (D33)."""
