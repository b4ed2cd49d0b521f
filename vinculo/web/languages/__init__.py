"""The languages of the public side: in the address, in the switch, in what each page declares (D10)."""
