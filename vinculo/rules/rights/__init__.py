"""The person's rights over their data: what may be requested, the terms, how long what is kept (D34)."""
