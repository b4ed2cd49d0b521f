"""Vínculo: identification codes for the foreign dependents of foreign affiliates of IESS."""
