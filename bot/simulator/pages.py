"""The simulator's pages: choose a phone, write a text, watch what comes back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Answer

from bot.carriers import InboundText, drama
from bot.carriers.simulated import new_id
from bot.intake import Intake, NotStored
from bot.records.engine import Records
from bot.simulator import threads
from bot.simulator.phones import Phone, Phones, any_number

PROVIDER = "simulated"
LONGEST_TEXT = 1600
VISITOR = "simulator"

#: Openings worth trying; the words are ours.
TRY = (
    "behind with rent and dont know who to ask",
    "my mum died and i dont see anyone now. im in darwen",
    "no food in the house til friday",
    "STOP",
)


class Simulator:
    """The phones on the page, and the service they text."""

    def __init__(self, records: Records, intake: Intake) -> None:
        self.records, self.intake, self.phones = records, intake, Phones()

    def visitor(self) -> str:
        if VISITOR not in session:
            session[VISITOR] = secrets.token_urlsafe(18)
        found: str = session[VISITOR]
        return found

    def phone(self, key: str) -> Phone:
        found = self.phones.get(self.visitor(), key)
        return found if found is not None else abort(404)

    def page(self, phone: Phone, *, status: int = 200, **more: Any) -> tuple[str, int]:
        page = render_template(
            "simulator/phone.html",
            phone=phone,
            phones=self.phones.of(self.visitor()),
            thread=threads.read(self.records, phone.number),
            faults={drama.shown(number): fault.words for number, fault in drama.FAULTS.items()},
            tries=TRY,
            **more,
        )
        return page, status


def blueprint(records: Records, intake: Intake) -> Blueprint:
    """The pages under `/simulator`. Register them in a demonstration only."""
    simulator = Simulator(records, intake)
    pages = Blueprint(
        "simulator", __name__, url_prefix="/simulator", template_folder="templates", static_folder="static"
    )
    pages.add_url_rule("", "home", lambda: _home(simulator), strict_slashes=False)
    pages.add_url_rule("/phones", "open", lambda: _open(simulator), methods=["POST"])
    pages.add_url_rule("/phones/<key>", "phone", lambda key: _phone(simulator, key))
    pages.add_url_rule("/phones/<key>/messages", "messages", lambda key: _messages(simulator, key))
    pages.add_url_rule("/phones/<key>/send", "send", lambda key: _send(simulator, key), methods=["POST"])
    pages.add_url_rule("/phones/<key>/close", "close", lambda key: _close(simulator, key), methods=["POST"])
    return pages


def _home(simulator: Simulator) -> tuple[str, int]:
    """The phone opened last, or a first one: a visitor can text at once."""
    phones = simulator.phones.of(simulator.visitor())
    phone = phones[-1] if phones else simulator.phones.open(simulator.visitor(), any_number())
    return simulator.page(phone)


def _phone(simulator: Simulator, key: str) -> tuple[str, int] | Answer:
    if simulator.phones.get(simulator.visitor(), key) is None:
        return redirect(url_for("simulator.home"))  # forgotten at a restart
    return simulator.page(simulator.phone(key), watch="watch" in request.args)


def _open(simulator: Simulator) -> tuple[str, int] | Answer:
    typed = request.form.get("number", "")
    number = any_number() if "any" in request.form else drama.parse(typed)
    if number is None:
        phones = simulator.phones.of(simulator.visitor())
        phone = next((phone for phone in phones if phone.key == request.form.get("from")), None)
        phone = phone or (phones[-1] if phones else simulator.phones.open(simulator.visitor(), any_number()))
        return simulator.page(phone, status=422, typed=typed, wrong=True)
    return redirect(url_for("simulator.phone", key=simulator.phones.open(simulator.visitor(), number).key))


def _send(simulator: Simulator, key: str) -> Answer | Response:
    phone = simulator.phone(key)
    body = request.form.get("text", "").replace("\r\n", "\n").replace("\x00", "")[:LONGEST_TEXT]
    message = InboundText(new_id(), phone.number, body, media=1 if "picture" in request.form else 0)
    try:
        simulator.intake.text(PROVIDER, message)
    except NotStored:
        abort(503)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(_state(simulator, phone))
    return redirect(url_for("simulator.phone", key=key, _anchor="write"))


def _messages(simulator: Simulator, key: str) -> Response:
    return jsonify(_state(simulator, simulator.phone(key)))


def _close(simulator: Simulator, key: str) -> Answer:
    simulator.phones.close(simulator.visitor(), key)
    return redirect(url_for("simulator.home"))


def _state(simulator: Simulator, phone: Phone) -> Mapping[str, Any]:
    """The thread as the page's script takes it: each text with the markup that shows it."""
    thread = threads.read(simulator.records, phone.number)
    return {
        "answering": thread.answering,
        "messages": [
            {
                "id": bubble.id,
                "from": "patient" if bubble.mine else "signpost",
                "text": bubble.text,
                "segments": bubble.segments,
                "status": bubble.status,
                "version": bubble.version,
                "html": render_template("simulator/_bubble.html", bubble=bubble),
            }
            for bubble in thread.bubbles
        ],
    }
