"""What is written from rules and verdicts: manual, JSON Schema, guidelines, explanations."""
