"""Rows that hold data of a person, and the secret of each by which a former value can be proved (D32)."""
