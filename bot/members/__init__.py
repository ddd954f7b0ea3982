"""Who is on a list, in which way they get it, and the file that says so."""
