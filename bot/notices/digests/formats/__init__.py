"""The formats of digests: one file here is one format, found by its ``FORM``; the settings offer its name."""
