"""Warnings about rules that are allowed and probably not what was meant."""
