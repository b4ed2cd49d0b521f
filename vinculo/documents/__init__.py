"""What leaves on paper or screen as a document, made from frozen facts only."""
