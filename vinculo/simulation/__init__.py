"""Simulated people and days, through the real actions."""
