"""Mail that servers hand over: one listener, any number of lists behind it, each known by its recipients."""
