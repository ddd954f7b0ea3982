"""Who sent a post, whether that is proven, and whether a machine wrote it."""
