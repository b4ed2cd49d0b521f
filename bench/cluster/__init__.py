"""Three nodes of PostgreSQL under Patroni while people book: a planned switchover, and a node that is killed (D36)."""
