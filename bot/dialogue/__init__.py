"""Answers by mail: what a reply to one of our notices says, and the post with the correction made. Pure."""
