"""The formats of mail, octets in and out: header fields, MIME, charsets, addresses, dates."""
