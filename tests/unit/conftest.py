"""What all unit tests share."""

from hypothesis import settings

from tests.parts.tries import tries

settings.register_profile("tries", max_examples=tries(100))
settings.load_profile("tries")
