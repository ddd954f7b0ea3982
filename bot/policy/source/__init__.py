"""The text of a rule file into nodes with places: lists, mappings, texts."""
