"""The actions of rules: each module here holds one, and is found by itself."""

import pkgutil
from importlib import import_module

from bot.policy.compile.action import Action


def _found() -> dict[str, Action]:
    """Every action of every module of this package, by its word."""
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    actions = [one for module in modules for one in vars(module).values() if isinstance(one, Action)]
    return {one.word: one for one in actions}


ACTIONS = _found()
