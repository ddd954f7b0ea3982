"""Parsed rule files into rules: names, conditions, tests, messages and actions."""
