"""What the data-protection delegate does, and the job that lets go of what is kept no longer (D34)."""
