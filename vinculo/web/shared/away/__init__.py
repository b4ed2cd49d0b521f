"""Answers while the database is away, busy, read-only or moved (D36)."""
