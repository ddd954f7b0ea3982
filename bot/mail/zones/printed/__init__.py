"""How the lines look that papers print around the text of an article: headlines, bylines, dates, credits."""
