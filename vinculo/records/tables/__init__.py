"""Tables as a migration makes them."""
