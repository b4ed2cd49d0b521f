"""What the pages of the admin do with rows: on what was read, and through the act that asks whom it hits."""
