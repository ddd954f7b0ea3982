"""
Logging in with OAuth2 instead of a password: providers, grants, kept tokens, SASL.

A `Login` is one account at one issuer. It hands out access tokens, and renews
them with the refresh token that ``listwarden login`` left behind.
"""

from bot.oauth.failures import IssuerAway, LoginNeeded
from bot.oauth.login import Login
from bot.oauth.provider import PRESETS, Client, Preset

__all__ = ["PRESETS", "Client", "IssuerAway", "Login", "LoginNeeded", "Preset"]
