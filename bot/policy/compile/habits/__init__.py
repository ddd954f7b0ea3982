"""What people write with the habits of other systems, and the line that they mean; nothing here is a rule."""
