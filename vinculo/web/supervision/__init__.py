"""The door of those who answer for the agencies: administrators, and supervisors later."""
