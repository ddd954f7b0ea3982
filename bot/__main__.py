"""``python -m bot`` is the command ``listwarden``."""

import sys

from bot.cli import main

sys.exit(main())
