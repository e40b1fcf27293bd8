"""What is understood of texts given as JSON lines: needs, danger, places; for `signpost understand`."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import Queue
from typing import IO, Any

from bot import safety, stack
from directory.places import find_place


@dataclass(frozen=True)
class Line:
    """One line of input: its id and text, or what is wrong with it."""

    id: Any
    text: str | None
    error: str | None = None


def read(lines: Iterable[str]) -> Iterator[Line]:
    """Read `{"id", "text"}` lines; a blank line is skipped, a bad one keeps its place with its error."""
    for raw in lines:
        if not raw.strip():
            continue
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            yield Line(None, None, "not JSON")
            continue
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            given = value.get("id") if isinstance(value, dict) else None
            yield Line(given, None, 'needs an object with "id" and "text"')
            continue
        # A half of a character pair is no text that anything here could read.
        yield Line(value.get("id"), value["text"].encode("utf-8", "replace").decode())


class Understanding:
    """The trained model in Rasa's runtime, with safety and places in this one; both cores at work."""

    def __init__(self) -> None:
        stack.look_for_model()
        command = [str(stack.RASA_PYTHON), "-m", "bot.nlu.parse", "--model", str(stack.MODEL)]
        environment = stack.base_environment()
        self._child = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=stack.REPOSITORY, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip

    def answers(self, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
        """The answer to each line, in order."""
        waiting: Queue[Line | None] = Queue(maxsize=2_000)
        feeder = threading.Thread(target=self._feed, args=(lines, waiting), daemon=True)
        feeder.start()
        out = self._pipe(self._child.stdout)
        while (line := waiting.get()) is not None:
            if line.text is None:
                yield {"id": line.id, "error": line.error}
                continue
            answer = out.readline()
            if not answer:
                raise stack.DidNotStart("the model stopped answering; run `make setup` to build it again")
            yield {"id": line.id, **_understood(line.text, json.loads(answer))}
        feeder.join()

    def close(self) -> None:
        """End the model's process."""
        self._child.kill()
        self._child.wait()

    def _feed(self, lines: Iterable[str], waiting: Queue[Line | None]) -> None:
        into = self._pipe(self._child.stdin)
        try:
            for line in read(lines):
                if line.text is not None:
                    into.write(json.dumps({"text": line.text}) + "\n")
                    into.flush()
                waiting.put(line)
        finally:
            waiting.put(None)
            into.close()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None  # noqa: S101 - it was asked for above
        return pipe


def _understood(text: str, parsed: dict[str, Any]) -> dict[str, Any]:
    decision = safety.screen(text)
    kinds = list(decision.kinds)
    entities = [{"entity": e["entity"], "value": e["value"]} for e in parsed["entities"] if e["entity"] != "postcode"]
    found = find_place(text)
    if found and found.certain:
        entities.append({"entity": found.place.kind, "value": found.place.name})
    entities += [
        {"entity": "postcode", "value": e["value"]}
        for e in parsed["entities"]
        if e["entity"] == "postcode" and not (found and found.place.name == e["value"])
    ]
    return {
        "needs": parsed["needs"] if parsed["in_scope"] else [],
        "danger": {"response": decision.response, "kinds": kinds, "about": decision.about},
        "in_scope": parsed["in_scope"] or decision.is_danger,
        "entities": entities,
    }
