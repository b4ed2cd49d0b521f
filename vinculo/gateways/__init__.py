"""Other systems, each behind one interface."""
