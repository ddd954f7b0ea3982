"""Ways in: one file is one protocol or archive form; each gives arrivals and knows nothing of rules."""
