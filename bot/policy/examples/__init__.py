"""The examples inside rule files: they are run whenever rules are loaded."""
