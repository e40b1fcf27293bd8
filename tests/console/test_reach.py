"""Object-level access, on real rows: a practice never reaches another's people, a locality never another's."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from bot.console.access import Reach, Viewer
from bot.records import staff
from bot.records.ids import ReferralId, SessionId, new_id
from bot.records.staff import HELD_AT, ROLES, Grant
from bot.records.staff_sessions import StoredSession
from bot.records.tables import Referral
from tests.console.parts import MORNING, StaffSite

EAST, EAST_TOO, NORTH = ("P81709", "east"), ("P81734", "east"), ("P81155", "north")
NOWHERE = (None, None)


@pytest.fixture
def rows(site: StaffSite) -> dict[tuple[str | None, str | None], ReferralId]:
    """A referral for each of these places."""
    made = {}
    with site.records.begin() as tx:
        for practice, locality in (EAST, EAST_TOO, NORTH, NOWHERE):
            made[practice, locality] = ReferralId(new_id())
            tx.session.add(
                Referral(
                    id=made[practice, locality],
                    practice=practice,
                    locality=locality,
                    team=locality or "unknown",
                    needs=[],
                    services=[],
                    channel="call",
                    for_whom="me",
                    under16=False,
                    created_at=MORNING,
                )
            )
    return made


def reach_of(site: StaffSite, *grants: Grant, roles: tuple[str, ...] = ROLES) -> Reach:
    person = site.add(f"p{new_id()[:8]}", *grants, ready=False)
    with site.records.reading() as tx:
        found = staff.get(tx, person)
    return Viewer(found, StoredSession(SessionId("s"), person, True, MORNING, MORNING, None, 0)).reach(*roles)


@pytest.mark.parametrize(
    ("grants", "seen"),
    [
        ([Grant("reception", "P81709")], {EAST}),
        ([Grant("reception", "P81709"), Grant("manager_clinician", "P81155")], {EAST, NORTH}),
        ([Grant("locality_team", "east")], {EAST, EAST_TOO}),
        ([Grant("locality_team", "north")], {NORTH}),
        ([Grant("locality_team", "darwen")], set()),
        ([Grant("safeguarding_lead")], {EAST, EAST_TOO, NORTH, NOWHERE}),
        ([Grant("board"), Grant("curator"), Grant("administrator")], set()),
        ([], set()),
    ],
)
def test_a_list_and_a_page_show_the_same_people_and_no_others(
    site: StaffSite,
    rows: dict[tuple[str | None, str | None], ReferralId],
    grants: list[Grant],
    seen: set[tuple[str | None, str | None]],
) -> None:
    reach = reach_of(site, *grants)
    with site.records.reading() as tx:
        where = reach.where(practice=Referral.practice, locality=Referral.locality)
        listed = set(tx.session.scalars(select(Referral.id).where(where)))
    assert listed == {rows[place] for place in seen}
    for practice, locality in rows:
        if (practice, locality) in seen:
            reach.require(practice=practice, locality=locality)
        else:
            with pytest.raises(NotFound):
                reach.require(practice=practice, locality=locality)


def test_a_page_for_locality_teams_shows_nothing_to_any_other_role(
    site: StaffSite, rows: dict[tuple[str | None, str | None], ReferralId]
) -> None:
    places = {"practice": "P81709", "locality": "east", "borough": ""}
    for role in set(ROLES) - {"locality_team"}:
        reach = reach_of(site, Grant(role, places[HELD_AT[role]]), roles=("locality_team",))
        with site.records.reading() as tx:
            where = reach.where(practice=Referral.practice, locality=Referral.locality)
            assert tx.session.scalars(select(Referral.id).where(where)).all() == []


def test_a_list_that_names_only_the_practice_is_not_opened_by_a_locality(
    site: StaffSite, rows: dict[tuple[str | None, str | None], ReferralId]
) -> None:
    reach = reach_of(site, Grant("locality_team", "east"))
    with site.records.reading() as tx:
        assert tx.session.scalars(select(Referral.id).where(reach.where(practice=Referral.practice))).all() == []
