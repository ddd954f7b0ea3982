"""The report of a replay: one HTML file that needs nothing else."""

from bot.notices.report.model import Author, Change, Curve, Reason, Report, RuleLine, Shown
from bot.notices.report.page import page

__all__ = ["Author", "Change", "Curve", "Reason", "Report", "RuleLine", "Shown", "page"]
