"""What a replay has worked out of each post, kept for the next one: what does not depend on rules."""
