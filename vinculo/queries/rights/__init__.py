"""What is kept on a person, for the data-protection delegate; how long what is kept; requests and breaches (D34)."""
