"""``listwarden doctor``: one finding per thing that must be right, with what to do about it."""

import asyncio
from functools import partial

from bot.service.doctor.authorship import authserv_ids
from bot.service.doctor.check import Check
from bot.service.doctor.handed import handed_checks
from bot.service.doctor.inbox import inbox_checks
from bot.service.doctor.machine import machine_checks
from bot.service.doctor.rules import rules_check
from bot.service.doctor.way_out import way_out_checks
from bot.service.rulebook import try_all
from bot.settings import ListSettings, Settings

__all__ = ["Check", "authserv_ids", "examine"]


async def examine(settings: Settings) -> list[Check]:
    """Look at everything that must be right before the bot can run."""
    checks = [Check(subject="settings", state="ok", text=str(settings.file))]
    checks += [Check(subject="settings", state="warning", text=warning) for warning in settings.warnings]
    loaded = await asyncio.to_thread(try_all, [one.rules for one in settings.lists])
    for one, (policy, trouble) in zip(settings.lists, loaded, strict=True):
        checks += [_mode(one), rules_check(one, policy, trouble)]
    checks += await asyncio.to_thread(machine_checks, settings)
    for one in settings.lists:
        way_in = inbox_checks if one.intake.kind == "imap" else handed_checks
        checks += await asyncio.to_thread(partial(way_in, one))
    checks += await way_out_checks(settings)
    return checks


def _mode(one: ListSettings) -> Check:
    if one.mode == "observe":
        text = "observe: posts are judged and journaled, nothing is sent, nothing is moved"
        if one.intake.kind != "imap":
            if not one.passes_on:
                return Check(
                    subject=f"mode of {one.id}",
                    state="warning",
                    text="observe: posts are judged, and nobody gets them",
                    advice="let your server hand over copies (Postfix: recipient_bcc_maps)",
                )
            text = f"observe: posts are judged, and go on to {one.next_hop or 'the program'} as they came"
    else:
        text = "live"
    return Check(subject=f"mode of {one.id}", state="ok", text=text)
