"""The door of the legal unit: powers of attorney are validated and endorsed here (S38)."""
