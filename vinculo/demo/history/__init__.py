"""Two months of a demonstration: days at some centres as they would have been, written in bulk, of nobody real."""
