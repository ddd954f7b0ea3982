"""Ways out: one file is one protocol; each hands over finished octets and says what became of them."""
