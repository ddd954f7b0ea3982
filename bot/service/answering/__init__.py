"""What follows when somebody answers a mail of ours: authors, moderators, and what the clock brings."""
