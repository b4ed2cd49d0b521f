"""Services of others, asked over HTTP: each conversation has an end, each answer a bound."""
