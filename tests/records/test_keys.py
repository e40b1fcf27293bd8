"""What is private is sealed: unreadable in the database's files, and refused when altered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.records import Keys, Records, conversations, people
from bot.records.errors import WeakKey, WrongKey
from bot.records.referrals import NewReferral
from bot.records.referrals import add as refer
from tests.records.conftest import KEY
from tests.records.telling import ANNA, NOW, conversation, converse, text

SECRETS = ["canary-in", "canary-out", "canary-state", "canary-name", "canary-time", "7700900001", "7700900333"]


def test_what_is_sealed_can_be_opened_again() -> None:
    assert Keys(KEY).unseal(Keys(KEY).seal("caf\u00e9", about="a"), about="a") == "caf\u00e9"


def test_sealing_twice_gives_different_bytes() -> None:
    assert Keys(KEY).seal("hello", about="a") != Keys(KEY).seal("hello", about="a")


def test_a_sealed_value_cannot_be_moved_to_another_place() -> None:
    with pytest.raises(WrongKey):
        Keys(KEY).unseal(Keys(KEY).seal("hello", about="inbox:1:body"), about="inbox:2:body")


@pytest.mark.parametrize("place", [0, 5, -1], ids=["version", "nonce", "text"])
def test_a_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(Keys(KEY).seal("hello", about="a"))
    sealed[place] ^= 1
    with pytest.raises(WrongKey):
        Keys(KEY).unseal(bytes(sealed), about="a")


def test_a_number_has_one_hash_with_our_key_and_another_with_theirs() -> None:
    assert Keys(KEY).fingerprint(ANNA) == Keys(KEY).fingerprint(ANNA)
    assert Keys(KEY).fingerprint(ANNA) != Keys(KEY[::-1]).fingerprint(ANNA)
    assert Keys(KEY).fingerprint(ANNA) != Keys(KEY).fingerprint(ANNA, purpose="outbox")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(WeakKey):
        Keys(b"short")


def test_the_key_does_not_show_itself() -> None:
    assert KEY.decode() not in repr(Keys(KEY))


def test_nothing_private_can_be_read_in_the_files(tmp_path: Path) -> None:
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite3", Keys(KEY))
    records.migrate()
    text(records, "canary-in")
    converse(records, "canary-out")
    with records.begin() as tx:
        mine = conversation(tx)
        conversations.save_state(tx, mine, {"said": "canary-state"})
        agreed = NewReferral(
            needs=("housing",), name="canary-name", better_number="+447700900333", good_time="canary-time"
        )
        refer(tx, mine, agreed, now=NOW)
        people.close_number(tx, ANNA, code="21610", now=NOW)
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    records.close()
    assert b"housing" in held  # the search would have found it
    assert [secret for secret in SECRETS if secret.encode() in held] == []
