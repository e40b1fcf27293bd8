"""Signing in and out: the password, the second factor, the lock."""

from __future__ import annotations

from flask import Response, g, request, url_for

from bot.console import guessing, held, signing_in
from bot.console.access import ANY_STAGE_LOCKED, EVERYBODY, EVERYBODY_LOCKED, HALF, OPEN, Pages, viewer
from bot.console.site import Site, safe_next
from bot.records import staff_secrets, staff_sessions
from bot.records.ids import StaffId

WRONG = "Check your username and password"
WRONG_CODE = "Enter the 6 numbers that your app shows now, or one of your recovery codes"
USED_CODE = "That code was used already. Wait for the app to show the next one"
ENDED = "ended"


def too_many(answer: signing_in.Answer) -> str:
    """What to say when a try must wait."""
    return f"Too many tries. Wait {guessing.in_words(answer.wait)}, then try again"


def add(pages: Pages, site: Site) -> None:
    """Add these pages."""
    _add_password(pages, site)
    _add_second_factor(pages, site)
    _add_lock(pages, site)


def _add_password(pages: Pages, site: Site) -> None:
    @pages.form("/sign-in", OPEN)
    def sign_in() -> Response:
        if request.method == "GET":
            if g.viewer is not None and g.viewer.session.whole:
                return site.go("start")
            return site.page("sign_in.html", next=_next(), why=request.args.get("why", ""))
        typed = request.form.get("username", "")
        errors = _blanks(username="Enter your username", password="Enter your password")  # noqa: S106
        if not errors:
            answer = signing_in.password(site, typed, request.form["password"])
            if answer.how == "right":
                return site.carry(site.go("code", next=_next()), answer.token)
            errors["username"] = too_many(answer) if answer.how == "wait" else WRONG
        return site.page("sign_in.html", errors=errors, username=typed, next=_next())

    @pages.post("/sign-out", ANY_STAGE_LOCKED)
    def sign_out() -> Response:
        found = viewer()
        with site.records.begin() as tx:
            staff_sessions.end(tx, found.session.id, why="signed out", now=site.clock())
            if found.session.whole:
                site.auditor(tx, found).did("signed_out", "staff", found.person.id)
        response = site.go("sign_in", why="out")
        site.cookies.take_session(response)
        return response


def _add_second_factor(pages: Pages, site: Site) -> None:
    @pages.form("/sign-in/code", HALF)
    def code() -> Response:
        found = viewer()
        with site.records.reading() as tx:
            has = staff_secrets.of(tx, found.person.id)
        if not has.second_factor:
            return site.go("set_up_second_factor")
        if request.method == "GET":
            return site.page("code.html", next=_next(), has=has)
        errors = _blanks(code="Enter a code")
        if not errors:
            answer = signing_in.second_factor(site, found, request.form["code"])
            if answer.how == "right":
                return let_in(site, answer, next_page(site, found.person.id, _next()))
            if answer.how == "ended":
                return site.go("sign_in", why=ENDED)
            words = {"wait": too_many(answer), "used": USED_CODE}
            errors["code"] = words.get(answer.how, WRONG_CODE)
        return site.page("code.html", errors=errors, code=request.form.get("code", ""), next=_next(), has=has)


def let_in(site: Site, answer: signing_in.Answer, onward: str) -> Response:
    """The session is whole: hand over its cookies and go on."""
    response = site.carry(site.go("start"), answer.token)
    response.location = onward
    site.cookies.give_device(response, answer.device)
    return response


def next_page(site: Site, person: StaffId, wanted: str) -> str:
    """Where to go after signing in: what is still to be set up, else what was wanted."""
    with site.records.reading() as tx:
        has = staff_secrets.of(tx, person)
    if not has.recovery_codes:
        return url_for("console.recovery_codes")
    if has.pin_hash is None:
        return url_for("console.pin")
    return safe_next(wanted)


def _add_lock(pages: Pages, site: Site) -> None:
    @pages.form("/lock", EVERYBODY_LOCKED)
    def lock() -> Response:
        found = viewer()
        if not site.locked():
            return site.go("start")
        kept = request.form.get("held", "")
        if request.method == "GET":
            return site.page("lock.html", next=_next(), held="")
        errors = _blanks(pin="Enter your PIN")
        if not errors:
            answer = signing_in.pin(site, found, request.form["pin"])
            if answer.how == "right":
                g.locked = False
                return _go_on(site, kept)
            if answer.how == "ended":
                response = site.go("sign_in", why=ENDED)
                site.cookies.take_session(response)
                return response
            errors["pin"] = "That is not your PIN"
        return site.page("lock.html", errors=errors, next=_next(), held=kept)

    @pages.post("/lock-now", EVERYBODY)
    def lock_now() -> Response:
        found = viewer()
        with site.records.begin() as tx:
            staff_sessions.lock(tx, found.session.id, now=site.clock())
            site.auditor(tx, found).did("locked", "staff", found.person.id)
        return site.go("lock")


def _go_on(site: Site, kept: str) -> Response:
    form = held.give_back(site.records.keys, viewer().session.id, kept) if kept else None
    if form is not None:
        return site.page("go_on.html", form=form)
    response = site.go("start")
    response.location = safe_next(_next())
    return response


def _next() -> str:
    return safe_next(request.values.get("next", ""))


def _blanks(**words: str) -> dict[str, str]:
    """An error for each field that was left empty."""
    return {field: said for field, said in words.items() if not request.form.get(field, "").strip()}
