"""A rule with several mistakes, mended as a whole: every line, where it belongs, how they are joined."""
