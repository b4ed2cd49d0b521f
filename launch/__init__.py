"""The launcher behind `./run`: sets up, starts, watches and tests the system with Python's standard library alone."""
