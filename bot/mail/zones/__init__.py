"""Whose words each line of a text is: quotations, forwards, signatures, footers, articles."""
