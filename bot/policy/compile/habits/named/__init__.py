"""Facts under the names of other systems, asked in the ways that are known for them."""
