"""The floor: a bare Django program with the same middleware, sessions, database and server as the product."""
