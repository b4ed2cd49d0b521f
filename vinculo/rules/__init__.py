"""What the page and the law say: pure Python, without Django, clock, input or output."""
