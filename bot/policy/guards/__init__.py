"""What no list may do, whatever its rules say: loops, backscatter, mail that nobody can read."""
