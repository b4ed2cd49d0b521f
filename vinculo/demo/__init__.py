"""The demonstration: its people, its mailbox, the page of components."""
