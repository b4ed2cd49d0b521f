"""The door of the data-protection delegate: what is kept on a person, requests, breaches, terms of keeping (D34)."""
