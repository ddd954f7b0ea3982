"""What somebody asks in the regular forms of any system: a name, how it is compared, and with what."""
