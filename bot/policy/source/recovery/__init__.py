"""Rule files that are no YAML: what went wrong in which line, repaired so that the rest can be read."""
