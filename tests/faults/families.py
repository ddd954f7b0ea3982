"""
The faults: what is broken, what people notice of it, which test breaks it, and what was counted.

Rows with ``measure`` are swept point by point (``python -m tests.faults``); their numbers, as they were last
measured, are in counts.json. ``control``: a way of working that is known to lose; it must be seen to do so.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults import lines, power, system_calls
from tests.faults.laboratory import Counts
from tests.parts import crash_store

RESULTS = Path(__file__).with_name("counts.json")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A row of the table; ``tests`` are files with the names of tests in them."""

    fault: str
    seen: str
    tests: tuple[str, ...]
    name: str = ""
    measure: Callable[[int, Counts], None] | None = None
    control: bool = False


def _steps(sweep: Callable[..., object]) -> Callable[[int, Counts], None]:
    def measure(every: int, counts: Counts) -> None:
        with tempfile.TemporaryDirectory(prefix="steps-") as folder:
            sweep(Path(folder), every, each=lambda told: counts.add(_counts(told)))

    return measure


def _counts(told: Counter[str]) -> Counts:
    return Counts(
        points=told["points"],
        lost=told["lost"] + told["broken"],
        repeats=told["repeats"],
        unexplained=told["unexplained"],
        damaged=told["damaged"],
    )


STORE, IMAP, HOSTILE = (
    "tests/unit/store/",
    "tests/contract/test_intake_failures.py",
    "tests/contract/test_intake_hostile.py",
)
DELIVERY, TROUBLE = "tests/contract/test_delivery.py", "tests/acceptance/test_trouble.py"
NOTHING = "nothing; the work goes on at the next start"

FAULTS = (
    Fault(
        name="steps",
        fault="kill -9 at each SQL statement of a day's work, migrations too, and before and after the mail server takes a mail",
        seen=f"{NOTHING}. A mail that the server took just then goes out again, the same in every octet",
        tests=(f"{STORE}test_crashes.py::test_a_kill_at_any_statement_loses_nothing",),
        measure=_steps(crash_store.sweep),
    ),
    Fault(
        name="recovery",
        fault="kill -9 again, at each step of the start after a kill",
        seen="the same",
        tests=(
            "tests/acceptance/test_kills.py::test_nothing_is_lost_and_nothing_comes_twice_when_the_daemon_is_killed",
        ),
        measure=_steps(crash_store.sweep_again),
    ),
    Fault(
        name="mark-then-send",
        fault="control: the same kills at a program that marks a mail as sent before it sends it",
        seen="lost mail: the sweep finds what is lost",
        tests=(f"{STORE}test_crashes.py::test_a_program_that_marks_before_it_sends_is_found_out",),
        measure=_steps(partial(crash_store.sweep, naive=True)),
        control=True,
    ),
    *(
        Fault(
            name=sweep.name,
            fault=sweep.fault,
            seen=sweep.seen,
            tests=("tests/acceptance/test_faults.py::test_a_sample_of_all_points",),
            measure=sweep.measure,
        )
        for sweep in system_calls.SWEEPS
    ),
    Fault(
        name="lines",
        fault="the line to the IMAP or to the mail server reset after so many octets, from either side",
        seen="a warning in the log; the mail is offered again",
        tests=(
            "tests/acceptance/test_faults.py::test_a_sample_of_all_points",
            f"{DELIVERY}::test_wherever_the_line_is_cut_a_receipt_says_no_more_than_is_true",
            f"{IMAP}::test_a_line_cut_anywhere_in_a_fetch_loses_and_repeats_nothing",
        ),
        measure=lines.cuts,
    ),
    Fault(
        name="power",
        fault="power cut: the file system loses at once what was not flushed (also while the database is made)",
        seen=NOTHING,
        tests=("tests/acceptance/test_faults.py::test_a_power_cut_takes_nothing_that_was_acknowledged",),
        measure=power.cuts,
    ),
    Fault(
        name="power-normal",
        fault="control: the same cuts with SQLite's `synchronous = NORMAL`",
        seen="acknowledged mail is gone: the cuts are real",
        tests=("tests/acceptance/test_faults.py::test_a_power_cut_takes_nothing_that_was_acknowledged",),
        measure=power.cuts_with_normal,
        control=True,
    ),
    Fault(
        fault="kill -9 of the running daemon, at random moments and between the mail server's yes and our record of it",
        seen="one more copy of a mail with the same Message-ID, where the server had just taken it",
        tests=(
            "tests/acceptance/test_kills.py::test_nothing_is_lost_and_nothing_comes_twice_when_the_daemon_is_killed",
        ),
    ),
    Fault(
        fault="kill -9 while a mail server hands mail over (LMTP)",
        seen="the server offers it again; it is posted once",
        tests=(
            "tests/acceptance/test_handed_kills.py::test_nothing_that_was_answered_is_lost_when_the_daemon_is_killed",
        ),
    ),
    Fault(
        fault="arrivals, crashes, restarts, answers, moderators, new rules, digests, expiry and lost leases in any order",
        seen="every message has one outcome on record",
        tests=(
            "tests/unit/service/test_service_machine.py::TestMachine",
            f"{STORE}test_machine.py::TestMachine",
        ),
    ),
    Fault(
        fault="any call of the database fails, before it is done or after",
        seen="a warning; it is tried again",
        tests=("tests/unit/service/test_database_faults.py::test_any_call_may_fail",),
    ),
    Fault(
        fault="SIGTERM while a mail is being sent",
        seen="the mail is finished, then the daemon ends",
        tests=(f"{TROUBLE}::test_sigterm_lets_a_mail_that_is_being_sent_end",),
    ),
    Fault(
        fault="full disk",
        seen="nothing is taken, the log says so; it goes on by itself once there is room",
        tests=(
            f"{STORE}test_faults.py::test_a_full_disk_takes_nothing_and_works_again_when_there_is_room",
            "tests/acceptance/test_start.py::test_a_full_disk",
        ),
    ),
    Fault(
        fault="read-only file system, missing rights",
        seen="a sentence that says which, and what to do",
        tests=(
            "tests/unit/service/test_opening.py::test_a_read_only_file_system_and_missing_rights_are_told_apart",
        ),
    ),
    Fault(
        fault="an input/output error of the database's disk",
        seen="the daemon ends with status 1 and writes nothing more: a later success could be false",
        tests=(f"{STORE}test_faults.py::test_after_an_input_output_error_nothing_more_is_written",),
    ),
    Fault(
        fault="another program holds the database, such as a backup",
        seen="it waits",
        tests=(f"{STORE}test_faults.py::test_a_backup_that_holds_the_database_is_waited_for",),
    ),
    Fault(
        fault="a damaged database file, a stored mail whose octets changed",
        seen="the start is refused, the mail is not sent",
        tests=(
            f"{STORE}test_opening.py::test_a_damaged_file_is_refused",
            f"{STORE}test_faults.py::test_a_mail_whose_stored_bytes_changed_is_not_sent",
        ),
    ),
    Fault(
        fault="the database put back from an older backup",
        seen="posts that may be out already wait for a person, the owners are told",
        tests=(
            "tests/acceptance/test_restore.py::test_what_went_out_since_the_backup_is_held_and_goes_out_again_only_when_accepted",
        ),
    ),
    Fault(
        fault="a migration that fails in the middle, a schema that is newer than the program",
        seen="nothing has changed; the start is refused",
        tests=(
            f"{STORE}test_opening.py::test_a_migration_that_fails_in_the_middle_changes_nothing",
            f"{STORE}test_opening.py::test_a_newer_schema_is_refused",
        ),
    ),
    Fault(
        fault="two daemons on one SQLite file, two programs at one inbox",
        seen="the second daemon is refused; the owners are told of the other program",
        tests=(
            f"{TROUBLE}::test_a_second_daemon_is_refused",
            f"{HOSTILE}::test_two_programs_at_one_inbox_are_noticed",
        ),
    ),
    Fault(
        fault="workers on PostgreSQL that are killed, or sleep and wake",
        seen="others have their lists within ten seconds",
        tests=("tests/acceptance/test_workers.py::test_nothing_is_lost_or_doubled_when_a_worker_sleeps",),
    ),
    Fault(
        fault="PostgreSQL restarted or cut off under load",
        seen="it waits, and goes on by itself",
        tests=(
            "tests/acceptance/test_workers.py::test_a_server_that_starts_again_or_is_cut_off_costs_nothing",
        ),
    ),
    Fault(
        fault="the mail server is down, or its line breaks after the final dot",
        seen="mail waits, and is offered ever more seldom for five days; then a person is told",
        tests=(
            f"{TROUBLE}::test_mail_waits_for_a_mail_server_that_is_down",
            f"{DELIVERY}::test_smtp_sink_that_drops_the_line_after_the_final_dot_has_the_mail",
        ),
    ),
    Fault(
        fault="4yz and 5yz at each command of SMTP, one of several recipients refused",
        seen="each recipient has an outcome of their own; a refused post is held, the owners are told",
        tests=(
            f"{DELIVERY}::test_4yz_defers_at_every_verb",
            f"{DELIVERY}::test_5yz_refuses_once_the_mail_was_named",
            f"{DELIVERY}::test_each_recipient_has_an_outcome_of_his_own",
        ),
    ),
    Fault(
        fault="a mail server that hangs",
        seen="that mail waits, no other",
        tests=(
            f"{DELIVERY}::test_a_server_that_hangs_or_goes_before_the_text_defers",
            "tests/unit/service/test_worker.py::test_one_slow_mail_delays_no_other",
        ),
    ),
    Fault(
        fault="an IMAP server that hangs, drips, floods, goes away or comes back",
        seen="a warning; its list waits, no other",
        tests=(
            f"{HOSTILE}::test_hanging_servers_take_no_thread_from_others",
            f"{HOSTILE}::test_an_answer_that_drips_is_bounded_as_a_whole",
            f"{IMAP}::test_a_server_that_goes_and_comes_back_is_watched_again",
        ),
    ),
    Fault(
        fault="a line that is dead without a word",
        seen="noticed within minutes, and dialled again",
        tests=(f"{IMAP}::test_a_black_hole_is_noticed",),
    ),
    Fault(
        fault="UIDVALIDITY changed, UIDs given out again",
        seen="everything is looked at anew, nothing is posted twice",
        tests=(
            f"{IMAP}::test_a_changed_uidvalidity_makes_it_look_at_everything_anew",
            f"{HOSTILE}::test_numbers_given_out_again_mean_other_messages",
        ),
    ),
    Fault(
        fault="a person reads, moves or deletes mail, or deletes a folder of the bot",
        seen="what was read is taken all the same; what is gone is on record as gone",
        tests=(
            "tests/contract/test_intake_moves.py::test_a_message_that_a_person_moved_is_found_and_moved_on",
            "tests/contract/test_intake_moves.py::test_a_folder_that_somebody_deleted_is_made_anew",
            "tests/contract/test_intake.py::test_mail_that_another_client_has_read_is_taken_all_the_same",
        ),
    ),
    Fault(
        fault="the answer to a move is lost, the server hands out another or an empty message",
        seen="no copy is made twice; such a message is asked for again",
        tests=(
            "tests/contract/test_intake_moves.py::test_a_move_whose_answer_was_lost_is_not_repeated",
            "tests/contract/test_intake.py::test_a_message_that_fetch_does_not_hand_out_is_asked_for_again",
            "tests/contract/test_intake.py::test_an_empty_body_is_not_taken_and_not_forgotten",
        ),
    ),
    Fault(
        fault="a wrong certificate, STARTTLS stripped",
        seen="no password and no mail is sent; the log says why",
        tests=(
            f"{DELIVERY}::test_where_starttls_was_stripped_nothing_is_sent",
            f"{DELIVERY}::test_a_wrong_certificate_gets_neither_mail_nor_password",
            f"{IMAP}::test_a_certificate_that_proves_nothing_gets_no_password",
        ),
    ),
    Fault(
        fault="refused credentials",
        seen="offered once and then seldom; the owners are told",
        tests=(
            f"{DELIVERY}::test_refused_credentials_are_offered_once_and_then_seldom",
            f"{IMAP}::test_a_wrong_password_is_said_plainly_and_tried_slowly",
        ),
    ),
    Fault(
        fault="a message at which the bot dies or fails again and again",
        seen="it lies in the Quarantine folder after the third time, the owners are told",
        tests=(
            "tests/acceptance/test_dispositions.py::test_a_message_that_cannot_be_looked_into_goes_to_quarantine",
            "tests/acceptance/test_mutated.py::test_mutated_mails_are_all_on_record_and_keep_no_good_post",
        ),
    ),
    Fault(
        fault="rules or settings that are half written, invalid or gone",
        seen="the old ones stay live, the owners are told once",
        tests=(
            f"{TROUBLE}::test_broken_rules_later_leave_the_last_good_ones_live_and_the_owner_is_told_once",
            "tests/acceptance/test_reload.py::test_refused_settings_change_nothing",
        ),
    ),
    Fault(
        fault="clocks that jump, hours that are skipped or come twice",
        seen="no digest twice and none left out; nothing is sent again",
        tests=(
            "tests/unit/service/test_worker.py::test_a_clock_that_jumps_while_a_mail_is_sent_doubles_none",
            "tests/unit/service/test_schedule.py::test_an_hour_that_the_clocks_skip_or_repeat_makes_one_issue",
        ),
    ),
    Fault(
        fault="database, loop or a worker of the daemon hangs",
        seen="the service manager is told no more, and starts it again",
        tests=(
            "tests/unit/service/test_watchdog.py::test_nothing_is_said_while_the_database_hangs",
            "tests/unit/service/test_watchdog.py::test_nothing_is_said_while_a_worker_hangs",
        ),
    ),
)


def recorded() -> dict[str, dict[str, int]]:
    """What was last measured of each row, by its name."""
    found: dict[str, dict[str, int]] = json.loads(RESULTS.read_text())
    return found


def record(name: str, counts: Counts, every: int, *, whole: bool) -> None:
    """Keep what was measured; of a sweep that goes on only where it has come further than what is known."""
    known = recorded() if RESULTS.exists() else {}
    if not whole and name in known and known[name]["points"] >= counts.points:
        return
    known[name] = {"every": every, **({} if whole else {"partial": 1}), **counts.told()}
    RESULTS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
