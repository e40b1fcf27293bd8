"""The queue's queries read only what is open, however long the history grows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.records import Keys, Records, Tx, inbox, outbox
from tests.records.conftest import KEY
from tests.records.telling import LEASE, NOW


@pytest.mark.parametrize(
    "ask",
    [
        lambda tx: inbox.claim(tx, now=NOW, worker="one", lease=LEASE, together=timedelta()),
        lambda tx: inbox.next_due(tx, together=timedelta()),
        inbox.waiting,
        lambda tx: outbox.claim_next(tx, now=NOW, worker="one", lease=LEASE),
        outbox.next_due,
        outbox.unsent,
    ],
    ids=["claim", "next_due", "waiting", "claim_next", "outbox.next_due", "unsent"],
)
def test_no_query_of_the_queue_reads_a_whole_table(tmp_path: Path, ask: Callable[[Tx], object]) -> None:
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite3", Keys(KEY))
    records.migrate()
    asked: list[tuple[str, Any]] = []

    with records.begin() as tx:
        connection = tx.session.connection()
        event.listen(
            connection,
            "before_cursor_execute",
            lambda _c, _cursor, statement, values, *_: asked.append((statement, values)),
        )
        ask(tx)
        steps = [
            row[3]
            for statement, values in list(asked)
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    records.close()
    tables = ("inbox", "outbox", "outbox_marks", "conversations", "people")
    assert steps
    assert [step for step in steps for table in tables if step == f"SCAN {table}"] == []
