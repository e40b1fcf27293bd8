"""What staff prove themselves with and the sessions they hold, on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta

from sqlalchemy import event

from bot.records import Records, staff, staff_guesses, staff_secrets, staff_sessions
from bot.records.ids import StaffId
from bot.records.staff import Grant
from bot.records.tables import StaffGuess
from tests.records.telling import NOW, later


def somebody(records: Records, username: str = "example") -> StaffId:
    with records.begin() as tx:
        found = staff.add(tx, username=username, name="Example", grants=[Grant("board")], now=NOW)
    assert found is not None
    return found


def test_a_time_step_is_taken_once_and_never_an_earlier_one(records: Records) -> None:
    person = somebody(records)
    with records.begin() as tx:
        staff_secrets.set_totp(tx, person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", step=100, now=NOW)
        assert not staff_secrets.use_totp_step(tx, person, 100)
        assert staff_secrets.use_totp_step(tx, person, 102)
        assert not staff_secrets.use_totp_step(tx, person, 101)


def test_the_authenticators_secret_is_sealed(records: Records) -> None:
    person = somebody(records)
    with records.begin() as tx:
        staff_secrets.set_totp(tx, person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", step=1, now=NOW)
        row = tx.session.connection().exec_driver_sql("SELECT totp_sealed FROM staff_secrets").scalar_one()
        assert b"JBSWY3DP" not in bytes(row)
        assert staff_secrets.of(tx, person).totp == "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_a_recovery_code_belongs_to_one_person_and_works_once(records: Records) -> None:
    person, other = somebody(records), somebody(records, "other")
    with records.begin() as tx:
        staff_secrets.set_recovery_codes(tx, person, ["abcdefghjkmn"])
        assert not staff_secrets.use_recovery_code(tx, other, "abcdefghjkmn", now=NOW)
        assert staff_secrets.use_recovery_code(tx, person, "abcdefghjkmn", now=NOW)
        assert not staff_secrets.use_recovery_code(tx, person, "abcdefghjkmn", now=NOW)
        assert staff_secrets.of(tx, person).recovery_codes == 0


def test_a_challenge_is_taken_once_for_what_it_was_asked(records: Records) -> None:
    person = somebody(records)
    with records.begin() as tx:
        until = NOW + timedelta(minutes=5)
        staff_sessions.ask(tx, "abc", purpose="second", staff_id=person, expires_at=until, now=NOW)
        assert not staff_sessions.take_challenge(tx, "abc", purpose="alone", staff_id=None, now=NOW)
        assert not staff_sessions.take_challenge(tx, "abc", purpose="second", staff_id=person, now=later(600))
        assert staff_sessions.take_challenge(tx, "abc", purpose="second", staff_id=person, now=NOW)
        assert not staff_sessions.take_challenge(tx, "abc", purpose="second", staff_id=person, now=NOW)


def test_a_link_works_until_it_is_used_or_replaced(records: Records) -> None:
    person, until = somebody(records), NOW + timedelta(days=3)
    with records.begin() as tx:
        staff_sessions.make_link(tx, "one", purpose="start", staff_id=person, expires_at=until, now=NOW)
        staff_sessions.make_link(tx, "two", purpose="start", staff_id=person, expires_at=until, now=NOW)
        assert staff_sessions.link(tx, "one", now=NOW) is None
        found = staff_sessions.link(tx, "two", now=NOW)
        assert found is not None and found.staff_id == person
        staff_sessions.use_link(tx, found.id, now=NOW)
        assert staff_sessions.link(tx, "two", now=NOW) is None


def test_an_ended_session_is_not_found_again(records: Records) -> None:
    person = somebody(records)
    with records.begin() as tx:
        here = staff_sessions.start(tx, "here", person, whole=True, now=NOW)
        staff_sessions.start(tx, "there", person, whole=True, now=NOW)
        staff_sessions.end_all(tx, person, why="test", now=NOW, but=here)
        assert staff_sessions.find(tx, "there") is None
        assert staff_sessions.find(tx, "here") is not None
        staff_sessions.end(tx, here, why="test", now=NOW)
        assert staff_sessions.find(tx, "here") is None
        staff_sessions.forget_before(tx, later(86_400))


def test_tries_at_the_same_time_are_counted_one_after_the_other(records: Records) -> None:
    counts: list[int] = []

    def guess() -> None:
        with records.begin() as tx:
            staff_guesses.hold(tx, ["account:example"])
            counts.append(len(staff_guesses.times(tx, "account:example", since=NOW - timedelta(hours=1))))
            staff_guesses.add(tx, ["account:example"], now=NOW)

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(8))


def test_a_right_try_is_forgiven_and_the_others_stay(records: Records) -> None:
    with records.begin() as tx:
        staff_guesses.add(tx, ["account:example", "address:1"], now=NOW)
        right = staff_guesses.add(tx, ["account:example", "address:1"], now=NOW)
        staff_guesses.forgive(tx, right)
        assert tx.session.query(StaffGuess).count() == 2
        staff_guesses.forget_before(tx, later(1))
        assert tx.session.query(StaffGuess).count() == 0


def selects(statements: list[str]) -> int:
    return sum(statement.startswith("SELECT") for statement in statements)


def test_the_list_of_staff_costs_as_many_queries_for_forty_as_for_one(records: Records) -> None:
    somebody(records)
    seen: list[str] = []
    with records.reading() as tx:
        event.listen(tx.session.connection().engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
        assert len(staff.everybody(tx)) == 1
    one = selects(seen)
    for number in range(39):
        somebody(records, f"person{number}")
    seen.clear()
    with records.reading() as tx:
        assert len(staff.everybody(tx)) == 40
    assert selects(seen) == one
