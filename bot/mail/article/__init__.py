"""Finding a shared article in a text: where it begins and ends, its headline, source and date."""
