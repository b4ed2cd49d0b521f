"""The open cases of a centre as lists, and the history of one case (D37)."""
