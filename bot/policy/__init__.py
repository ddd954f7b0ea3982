"""The rule language: files into a policy, policy and post into a verdict, a verdict into an explanation."""

from bot.policy.decision import decide
from bot.policy.errors import RulesError, RulesRefused
from bot.policy.explanation import explain, explain_json
from bot.policy.loading import load
from bot.policy.policy import Policy

__all__ = ["Policy", "RulesError", "RulesRefused", "decide", "explain", "explain_json", "load"]
