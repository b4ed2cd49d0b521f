"""The confirmations by a second person: for officers and supervisors, each at their own log-in."""
