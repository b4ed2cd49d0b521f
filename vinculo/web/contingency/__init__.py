"""The pages of a day without network: for officers and for supervisors of the centre."""
