"""The rule language: rule files into a policy, a policy and a post into a verdict, a verdict into an explanation."""

from bot.policy.decision import decide
from bot.policy.errors import RulesError, RulesRefused
from bot.policy.loading import load
from bot.policy.policy import Policy

__all__ = ["Policy", "RulesError", "RulesRefused", "decide", "load"]
