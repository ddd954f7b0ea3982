"""What is written in a post: its parts as text, and the lines, links and words of that text."""
