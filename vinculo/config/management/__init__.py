"""The commands of manage.py: each a thin door to one action."""
