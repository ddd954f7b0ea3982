"""Languages of other systems that are read word by word, not guessed: mail filters, expressions."""
