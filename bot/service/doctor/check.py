"""What the doctor says of one thing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at: ``state`` is ok, warning or failed; ``advice`` says what to do."""

    subject: str
    state: str
    text: str
    advice: str = ""
