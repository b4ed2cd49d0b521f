"""Measurements: what the program costs beside the floor, on the same machine in one run."""
