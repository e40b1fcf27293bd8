"""Referrals, flags and what actions ask to have written down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.records import (
    Records,
    audit,
    consents,
    conversations,
    due,
    effects,
    flags,
    people,
    referrals,
    signposts,
    staff,
    survey,
)
from bot.records.errors import AnonymousAudit, LeaseLost, UnknownEffect, UnknownRecord, UnknownStatus
from bot.records.ids import FlagId, InboxId, ReferralId
from bot.records.referrals import NewReferral, Plan
from bot.records.staff import Grant
from bot.records.tables import AuditRow, Search, UnmetNeed
from tests.records.telling import ANNA, LEASE, NOW, conversation, later, person, text

CARD = {"id": "service-1", "name": "A debt service", "needs": ["debt", "benefits"], "phone": "01632 960 001"}
REFERRAL = {
    "do": "referral",
    "needs": ["debt", "housing"],
    "behind": "gambling",
    "services": ["service-1", "service-2"],
    "locality": "darwen",
    "practice": None,
    "channel": "call",
    "voicemail": False,
    "target": "2026-11-27",
    "surgery_told": True,
    "for_whom": "me",
    "under_16": False,
    "language": None,
    "name": "Anna",
    "number": "+447700900009",
    "time": "mornings",
    "note": "Anna, mornings",
}


def write(records: Records, *wanted: dict[str, Any]) -> None:
    """A turn's effects are written for Anna."""
    with records.begin() as tx:
        effects.apply(tx, conversation(tx), list(wanted), now=NOW)


def plan(records: Records) -> Plan:
    """Anna's one referral."""
    with records.reading() as tx:
        (found,) = referrals.of_number(tx, ANNA)
        return found


def flag(records: Records, inbox_id: InboxId | None, *kinds: str, **more: Any) -> FlagId | None:
    """Anna's message raises a flag."""
    options = {"response": "urgent", "about": "self", "rules": ["r1"], "locality": "east", "now": NOW, **more}
    with records.begin() as tx:
        return flags.add(tx, conversation(tx), inbox_id=inbox_id, kinds=kinds, **options)


def test_a_referral_holds_one_plan_for_all_needs(records: Records) -> None:
    text(records)
    write(records, {"do": "signposts", "needs": ["debt"], "cards": [CARD]}, REFERRAL)
    found = plan(records)
    assert (found.team, found.number, found.status, found.open) == ("darwen", ANNA, "new", True)
    agreed = found.agreed
    assert (agreed.needs, agreed.behind) == (("debt", "housing"), "gambling")
    assert (agreed.name, agreed.better_number, agreed.good_time) == ("Anna", "+447700900009", "mornings")
    assert (agreed.safe_to_ring, agreed.voicemail, agreed.tell_surgery) == (True, False, True)
    assert agreed.target_date == date(2026, 11, 27)


def test_a_referral_keeps_what_the_person_was_told_of_each_service(records: Records) -> None:
    text(records)
    write(records, {"do": "signposts", "needs": ["debt"], "cards": [CARD]}, REFERRAL)
    assert plan(records).agreed.services == (CARD, {"id": "service-2"})


def test_asking_again_before_anyone_took_it_adds_to_the_same_plan(records: Records) -> None:
    text(records)
    write(records, REFERRAL)
    write(records, REFERRAL | {"needs": ["food"], "services": [], "name": None})
    found = plan(records)
    assert found.agreed.needs == ("debt", "housing", "food")
    assert found.agreed.name == "Anna"


def test_asking_again_after_somebody_took_it_is_a_second_plan(records: Records) -> None:
    text(records)
    write(records, REFERRAL)
    with records.begin() as tx:
        referrals.mark(tx, plan(records).id, "taken", by="link.worker", now=later(60))
    write(records, REFERRAL)
    with records.reading() as tx:
        assert {one.status for one in referrals.of_team(tx, "darwen")} == {"taken", "new"}


def test_asking_again_without_another_number_takes_the_old_one_away(records: Records) -> None:
    text(records)
    write(records, REFERRAL)
    write(records, REFERRAL | {"number": None, "voicemail": True})
    agreed = plan(records).agreed
    assert (agreed.better_number, agreed.voicemail) == (None, True)


def test_asking_again_with_another_number_is_rung_on_that_one(records: Records) -> None:
    text(records)
    write(records, REFERRAL)
    write(records, REFERRAL | {"number": "+447700900010"})
    assert plan(records).agreed.better_number == "+447700900010"


def test_asking_for_someone_else_is_a_referral_of_its_own(records: Records) -> None:
    text(records)
    write(records, REFERRAL)
    write(records, REFERRAL | {"for_whom": "child", "needs": ["food"]})
    with records.reading() as tx:
        found = referrals.of_number(tx, ANNA)
    assert {(one.agreed.for_whom, one.agreed.needs) for one in found} == {
        ("me", ("debt", "housing")),
        ("child", ("food",)),
    }


def test_the_steps_of_a_referral_are_kept_with_who_took_them(records: Records) -> None:
    text(records)
    write(records, REFERRAL)
    with records.begin() as tx:
        found = referrals.of_conversation(tx, conversation(tx))[0].id
        referrals.mark(tx, found, "taken", by="link.worker", now=later(60))
        referrals.mark(tx, found, "closed", by="link.worker", now=later(90))
        with pytest.raises(UnknownStatus):
            referrals.mark(tx, found, "lost", by="link.worker", now=NOW)
        with pytest.raises(AnonymousAudit):
            referrals.mark(tx, found, "closed", by=" ", now=NOW)
        with pytest.raises(UnknownRecord):
            referrals.mark(tx, ReferralId("none"), "closed", by="link.worker", now=NOW)
        steps = referrals.get(tx, found).steps
        assert referrals.of_team(tx, "darwen") == []
    assert [(step.status, step.by) for step in steps] == [
        ("new", "signpost"),
        ("taken", "link.worker"),
        ("closed", "link.worker"),
    ]


def test_a_child_is_handed_to_the_safeguarding_lead(records: Records) -> None:
    text(records)
    write(records, REFERRAL | {"under_16": True})
    assert plan(records).team == "safeguarding"


def test_someone_whose_surgery_is_not_known_is_handed_to_its_own_post(records: Records) -> None:
    text(records)
    write(records, REFERRAL | {"locality": None})
    assert plan(records).team == "unknown"


def test_signposts_keep_the_listing_as_it_was_told(records: Records) -> None:
    text(records)
    write(
        records,
        {"do": "signposts", "needs": ["housing", "debt"], "cards": [CARD]},
        {"do": "place", "practice": "Y00001", "locality": "west"},
    )
    with records.reading() as tx:
        (told,) = signposts.told(tx, conversation(tx))
    assert (told.service_id, told.needs, told.locality, told.told) == ("service-1", ["debt"], "west", CARD)


def test_an_unmet_need_is_recorded_with_its_reason(records: Records) -> None:
    text(records)
    write(records, {"do": "unmet_need", "need": "transport", "locality": "north", "reason": "too_far"})
    with records.reading() as tx:
        row = tx.session.scalars(select(UnmetNeed)).one()
    assert (row.need, row.locality, row.reason) == ("transport", "north", "too_far")


def test_the_latest_consent_of_each_kind_holds(records: Records) -> None:
    text(records)
    for given in (True, False):
        with records.begin() as tx:
            consents.record(tx, conversation(tx), kind="tell_surgery", given=given, now=later(given is False))
    write(records, {"do": "consent", "kind": "contact_by_team", "given": True})
    with records.reading() as tx:
        assert consents.holding(tx, conversation(tx)) == {"tell_surgery": False, "contact_by_team": True}


def test_settings_and_place_are_written_for_the_person(records: Records) -> None:
    text(records)
    write(
        records,
        {"do": "easy", "on": True},
        {"do": "access", "deaf": True},
        {"do": "language", "code": "pl"},
        {"do": "place", "practice": "Y00001", "locality": "east"},
        {"do": "survey", "answer": "yes"},
        {"do": "search", "needs": ["debt"], "chosen": ["service-1"], "unmet": None},
    )
    with records.begin() as tx:
        found, thread = people.get(tx, person(tx)), conversations.load(tx, conversation(tx))
        assert (found.easy_words, found.deaf, found.language) == (True, True, "pl")
        assert (thread.practice, thread.locality) == ("Y00001", "east")
        assert survey.answered(tx, thread.id)
        assert tx.session.scalars(select(Search)).one().locality == "east"
    write(records, {"do": "wrong_place"})
    with records.reading() as tx:
        assert conversations.load(tx, conversation(tx)).locality is None


@pytest.mark.parametrize(
    "effect",
    [
        {"do": "dance"},
        {},
        {"do": "easy"},
        {"do": "survey", "answer": "perhaps"},
        {"do": "unmet_need", "need": "debt", "reason": "unlucky"},
    ],
    ids=["unknown", "nameless", "lacks a part", "no such answer", "no such reason"],
)
def test_an_effect_that_makes_no_sense_stops_the_turn(records: Records, effect: dict[str, Any]) -> None:
    text(records)
    with pytest.raises(UnknownEffect):
        write(records, {"do": "easy", "on": True}, effect)
    with records.reading() as tx:
        assert not people.get(tx, person(tx)).easy_words


def test_a_flag_is_raised_once_for_a_message_and_holds_no_words(records: Records) -> None:
    inbox_id = text(records, "canary words")
    flag_id = flag(records, inbox_id, "suicide")
    assert flag_id is not None
    assert flag(records, inbox_id, "suicide") is None
    with records.reading() as tx:
        (raised,) = flags.of_number(tx, ANNA)
    assert (raised.owner, raised.kinds, raised.rules) == ("east", ("suicide",), ("r1",))
    assert (raised.status, raised.number) == ("open", ANNA)
    assert "canary" not in repr(raised)


@pytest.mark.parametrize(
    ("kinds", "young", "locality", "owner"),
    [
        (["suicide"], False, "north", "north"),
        (["suicide"], False, None, "unknown"),
        (["suicide"], True, "north", "safeguarding"),
        (["suicide", "control_at_home"], False, "north", "safeguarding"),
        (["child_at_risk"], False, "north", "safeguarding"),
        (["forced_marriage"], False, None, "safeguarding"),
    ],
)
def test_every_flag_has_an_owner(kinds: list[str], young: bool, locality: str | None, owner: str) -> None:
    assert flags.owner_of(kinds, locality, young=young) == owner


def test_a_flag_that_nobody_takes_in_time_is_due_for_an_alert(records: Records) -> None:
    flag_id = flag(records, text(records), "suicide")
    with records.begin() as tx:
        assert due.take(tx, now=later(minutes=29), worker="one", lease=LEASE) is None
        task = due.take(tx, now=later(minutes=30), worker="one", lease=LEASE)
        assert task is not None and (task.kind, task.about) == (flags.ALERT, flag_id)
        assert [found.id for found in flags.untaken(tx, now=later(minutes=30))] == [flag_id]


def test_a_flag_that_was_taken_alerts_nobody(records: Records) -> None:
    flag_id = flag(records, text(records), "suicide")
    assert flag_id is not None
    with records.begin() as tx:
        flags.mark(tx, flag_id, "taken", by="duty", now=later(minutes=5))
        assert due.take(tx, now=later(hours=5), worker="one", lease=LEASE) is None
        assert flags.untaken(tx, now=later(hours=5)) == []
        assert flags.get(tx, flag_id).status == "taken"


def test_what_is_due_is_done_by_one_worker_once(records: Records) -> None:
    with records.begin() as tx:
        due.schedule(tx, kind="late_reply", about="x", at=later(5))
        due.schedule(tx, kind="late_reply", about="x", at=later(9))
        assert due.next_due(tx) == later(9)
    with records.begin() as tx:
        slow = due.take(tx, now=later(9), worker="slow", lease=LEASE)
        assert due.take(tx, now=later(9), worker="two", lease=LEASE) is None
        quick = due.take(tx, now=later(9) + LEASE, worker="quick", lease=LEASE)
        assert slow is not None and quick is not None
        due.done(tx, quick, now=later(80))
        assert due.next_due(tx) is None
    with pytest.raises(LeaseLost), records.begin() as tx:
        due.done(tx, slow, now=later(81))


def test_an_audit_row_names_who_did_it(records: Records) -> None:
    with records.begin() as tx:
        audit.record(tx, who="link.worker", what="read", record_kind="referral", record_id="1", now=NOW)
        with pytest.raises(AnonymousAudit):
            audit.record(tx, who="", what="read", record_kind="referral", record_id="1", now=NOW)
        assert tx.session.scalars(select(AuditRow.who)).all() == ["link.worker"]


def test_a_username_belongs_to_one_member_of_staff(records: Records) -> None:
    with records.begin() as tx:
        anyone = {"name": "Example", "grants": [Grant("locality_team", "north")], "now": NOW}
        assert staff.add(tx, username="example", **anyone) is not None
        assert staff.add(tx, username="example", **anyone) is None
        found = staff.find(tx, "example")
        assert found is not None and found.roles == ("locality_team",)
        assert found.places("locality_team") == {"north"}
        assert staff.find(tx, "nobody") is None


@pytest.mark.parametrize(("role", "place"), [("king", ""), ("reception", ""), ("board", "north")])
def test_a_role_is_held_where_it_belongs(role: str, place: str) -> None:
    with pytest.raises(ValueError, match="role"):
        Grant(role, place)


def test_a_plan_can_be_made_without_an_action(records: Records) -> None:
    text(records)
    agreed = NewReferral(needs=("food",), channel="text", target_date=NOW.date() + timedelta(days=3))
    with records.begin() as tx:
        referral_id = referrals.add(tx, conversation(tx), agreed, now=NOW)
        assert referrals.get(tx, referral_id).agreed == agreed
