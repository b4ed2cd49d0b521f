"""What we keep: the tables and what they refuse, on the database that the tests run on."""
