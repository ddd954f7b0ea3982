"""The rule language: files into a policy, policy and post into a verdict, a verdict into an explanation."""

from bot.policy.errors import RulesError, RulesRefused
from bot.policy.loading import load
from bot.policy.publish.explanation import explain, explain_json
from bot.policy.run.decide import decide
from bot.policy.run.policy import Policy

__all__ = ["Policy", "RulesError", "RulesRefused", "decide", "explain", "explain_json", "load"]
