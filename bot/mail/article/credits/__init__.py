"""What a shared article tells of itself: headline, publication, writers, date, address."""
