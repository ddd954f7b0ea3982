"""All that can be set, validated once at start; nobody else reads the environment."""

from bot.settings.load import USUAL_PLACES, load_settings
from bot.settings.model import ListSettings, Settings
from bot.settings.refused import SettingsError, SettingsRefused
from bot.settings.tables import (
    DigestSettings,
    IntakeSettings,
    LimitSettings,
    LogSettings,
    OAuthSettings,
    PostSettings,
    RetentionSettings,
    SmtpSettings,
    reveal,
)

__all__ = [
    "USUAL_PLACES",
    "DigestSettings",
    "IntakeSettings",
    "LimitSettings",
    "ListSettings",
    "LogSettings",
    "OAuthSettings",
    "PostSettings",
    "RetentionSettings",
    "Settings",
    "SettingsError",
    "SettingsRefused",
    "SmtpSettings",
    "load_settings",
    "reveal",
]
