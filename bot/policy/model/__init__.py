"""What rules are made of: keywords, patterns, tests, conditions, messages, rules, verdicts."""
