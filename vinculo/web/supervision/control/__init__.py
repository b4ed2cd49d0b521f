"""The second look at issued codes, and opening one for annulment (D35)."""
