"""Logging in and out, and the first page of each role."""
