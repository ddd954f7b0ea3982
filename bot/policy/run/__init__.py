"""Rules at work: a post's facts into a verdict, and a verdict into effects."""
