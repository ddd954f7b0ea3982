"""The table of states: what it must never allow, and its picture."""

import pytest

from bot.lifecycle import (
    ENDED,
    FINAL,
    TRANSITIONS,
    WAITING,
    Event,
    IllegalTransition,
    State,
    diagram,
    folder_of,
    next_state,
)


def test_every_state_can_be_reached():
    assert set(TRANSITIONS.values()) | {State.TAKEN} == set(State)


def test_every_event_happens_somewhere():
    assert {event for _, event in TRANSITIONS} == set(Event)


def test_every_case_can_still_end():
    ending = set(FINAL)
    while more := {state for (state, _), then in TRANSITIONS.items() if then in ending} - ending:
        ending |= more

    assert ending == set(State)


def test_the_final_states_are_the_recorded_outcomes():
    ends = {State.POSTED, State.DIGESTED, State.DISCARDED, State.REFUSED, State.ANSWER}
    assert ends == FINAL
    assert FINAL | {State.RETURNED, State.OBSERVED} == ENDED


def test_nothing_is_taken_twice():
    assert State.TAKEN not in TRANSITIONS.values()


def test_mail_that_fails_leads_to_a_person():
    assert {then for (_, event), then in TRANSITIONS.items() if event is Event.FAILED} <= WAITING


def test_what_was_not_understood_is_never_answered():
    with pytest.raises(IllegalTransition, match='a case that is "quarantined" knows no "return"'):
        next_state(State.QUARANTINED, Event.RETURN)


@pytest.mark.parametrize("state", sorted(FINAL))
def test_a_case_that_has_ended_stays_ended(state):
    for event in Event:
        with pytest.raises(IllegalTransition):
            next_state(state, event)


def test_a_person_sees_each_outcome_in_a_folder_of_its_own():
    folders = {folder_of(state) for state in State}

    assert folders == {None, "Accepted", "Digested", "Returned", "Held", "Discarded", "Quarantine", "Answers"}
    assert folder_of(State.TAKEN) is folder_of(State.OBSERVED) is None
    assert not [a for a in folders for b in folders if a and b and a != b and a.endswith(b)]


def test_the_diagram_shows_every_transition():
    picture = diagram()

    assert picture.startswith("stateDiagram-v2\n")
    assert "    posting --> held: failed\n" in picture
    assert '    state "in digest" as in_digest\n' in picture
    shown = [line.partition(":")[2].split(",") for line in picture.splitlines() if ": " in line]
    assert sum(map(len, shown)) == len(TRANSITIONS)
    assert picture.count("--> [*]") == len(FINAL)
