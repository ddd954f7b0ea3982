"""What words of any system mean, and the proof that a line says the same."""
