"""Telling and hearing people whom no mail reaches, at the desk and in supervision (D35)."""
