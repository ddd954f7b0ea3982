"""What all unit tests share."""

from hypothesis import settings

from tests.parts.tries import tries

# A deadline in milliseconds tells how busy the machine is, not whether the program is right.
settings.register_profile("tries", max_examples=tries(100), deadline=None)
settings.load_profile("tries")
