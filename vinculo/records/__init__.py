"""What we keep: the one app with models, migrations and constraints."""
