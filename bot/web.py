"""The web process: puts the webhook, the pages and the probes together, and answers for them all."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import TracebackType
from typing import Any

from flask import Blueprint, Flask, Response, abort, g, jsonify, render_template, request
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from bot import health
from bot.carriers import Carrier, NotAMessage, open_carrier
from bot.health import Health, Probe
from bot.intake import Intake, NotStored
from bot.records.engine import Records
from bot.records.errors import RecordsError
from bot.records.keys import Keys
from bot.records.wake import open_waker
from bot.safety import numbers
from bot.settings import LONDON, Settings, SettingsError
from bot.spool import Spool

log = logging.getLogger("signpost.web")

LARGEST_SMS_FORM = 16 * 1024
#: Spreadsheets of services are uploaded in the console.
LARGEST_UPLOAD = 10 * 1024 * 1024
SIGNATURE = "X-Twilio-Signature"


class SignpostWeb(Flask):
    """Flask, with errors logged by kind and place only: their messages may repeat private words."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        kind, _, trace = exc_info
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "nowhere"
        log.error("%s in %s at %s", getattr(kind, "__name__", kind), request.endpoint, where)


def create_app(
    settings: Settings,
    *,
    carrier: Carrier,
    intake: Intake,
    probes: Mapping[str, Probe],
    blueprints: Iterable[Blueprint] = (),
) -> Flask:
    """The WSGI application of these parts.

    `blueprints` are the console's, the API's and (in a demonstration) the simulator's. Pages get
    `csp_nonce()` for the one inline script of the NHS page template; nothing else inline runs.
    """
    app = SignpostWeb("bot.site", static_url_path="/site")
    app.config.update(_config(settings))
    csrf = CSRFProtect(app)
    sms = _sms(settings, carrier, intake)
    csrf.exempt(sms)
    app.register_blueprint(sms)
    app.register_blueprint(_probing(Health(probes)))
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    app.add_url_rule("/", "start", lambda: render_template("site/start.html", **_links(app, settings)))
    app.jinja_env.globals["csp_nonce"] = _nonce
    app.after_request(_protect(settings))
    app.register_error_handler(HTTPException, _error)
    return app


def _config(settings: Settings) -> dict[str, Any]:
    https = settings.public_url.startswith("https:")
    return {
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": LARGEST_UPLOAD,
        "SESSION_COOKIE_NAME": "__Host-signpost" if https else "signpost",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "WTF_CSRF_SSL_STRICT": False,  # it reads the referrer, which our pages do not send
    }


def _links(app: Flask, settings: Settings) -> dict[str, Any]:
    pages = [("/simulator", "Try it", "A phone on a page: text as a patient would.")] if settings.demo else []
    pages.append(("/console", "For staff", "Guided sessions, referrals, the directory and reports."))
    paths = {rule.rule.rstrip("/") for rule in app.url_map.iter_rules()}
    return {"demo": settings.demo, "pages": [page for page in pages if page[0] in paths]}


def _sms(settings: Settings, carrier: Carrier, intake: Intake) -> Blueprint:
    """The two addresses that the carrier calls."""
    sms = Blueprint("sms", __name__, url_prefix="/sms")

    def genuine_form() -> bytes:
        request.max_content_length = LARGEST_SMS_FORM
        if (request.content_length or 0) > LARGEST_SMS_FORM:
            abort(413)
        raw = request.get_data(cache=False, parse_form_data=False)
        path = request.full_path if request.query_string else request.path
        signature = request.headers.get(SIGNATURE, "")
        if not any(carrier.verify(base + path, raw, signature) for base in settings.public_addresses):
            abort(403)
        return raw

    def take(store: Callable[[bytes], str]) -> Response:
        try:
            store(genuine_form())
        except NotAMessage:
            abort(400)
        except NotStored:
            abort(503)
        return Response(status=204)

    @sms.post("/inbound")
    def inbound() -> Response:
        return take(lambda raw: intake.text(carrier.name, carrier.parse_inbound(raw)))

    @sms.post("/status")
    def status() -> Response:
        return take(lambda raw: intake.status(carrier.name, carrier.parse_status(raw, request.query_string)))

    return sms


def _probing(state: Health) -> Blueprint:
    probing = Blueprint("probing", __name__)

    @probing.get("/healthz")
    def healthz() -> Response:
        """This process answers; nothing more."""
        return jsonify(status="ok")

    @probing.get("/readyz")
    def readyz() -> Response:
        parts = state.parts()
        ready = all(part.ok for part in parts.values())
        answer = jsonify(
            status="ready" if ready else "not ready",
            parts={name: {"ok": part.ok, "detail": part.detail} for name, part in parts.items()},
        )
        answer.status_code = 200 if ready else 503
        return answer

    return probing


def _nonce() -> str:
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def _protect(settings: Settings) -> Callable[[Response], Response]:
    """Headers that keep a page to itself; Source: OWASP ASVS 5.0, V3."""
    https = settings.public_url.startswith("https:")

    def protect(response: Response) -> Response:
        nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
        headers = response.headers
        headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        )
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if not (request.endpoint or "").endswith("static"):
            headers["Cache-Control"] = "no-store"
        return response

    return protect


#: What each error page says: the heading and one plain sentence.
ERRORS = {
    400: ("That did not work", "The form had expired or was not complete. Go back and try again."),
    403: ("You cannot see this page", "You may need to sign in with another account."),
    404: ("Page not found", "Check the address, or go to the start page."),
    413: ("That is too big", "Try a smaller file."),
    503: ("Not available just now", "Try again in a minute."),
}


def _error(fault: HTTPException) -> tuple[str | Response, int]:
    code = fault.code or 500
    if request.blueprint == "sms":
        return Response(status=code), code
    heading, advice = ERRORS.get(code, ("Sorry, there is a problem", "Try again in a minute."))
    return render_template("site/error.html", heading=heading, advice=advice), code


def build(settings: Settings) -> Flask:
    """The application with the parts that these settings ask for.

    Raises `WrongKey` when the number key is not the one the records were written with. A database
    that is away is no reason not to start: texts are spooled until it is back.
    """
    records = Records.open(settings.records_database_url, Keys(settings.number_key.encode()))
    try:
        records.migrate()
    except SQLAlchemyError as fault:
        log.error("the records cannot be reached (%s); texts are set aside", type(fault).__name__)
    spool = Spool(settings.home / "spool", settings.number_key.encode())
    intake = Intake(records, spool, clock=settings.clock, wake=open_waker(records, settings.home).wake)
    threading.Thread(target=intake.keep_replaying, name="replaying", daemon=True).start()
    return create_app(
        settings,
        carrier=open_carrier(settings),
        intake=intake,
        probes=health.probes(settings, records),
        blueprints=_pages(settings, records, intake),
    )


def _pages(settings: Settings, records: Records, intake: Intake) -> list[Blueprint]:
    pages: list[Blueprint] = []
    if settings.demo:
        from bot import simulator

        pages.append(simulator.blueprint(records, intake))
    from bot import console

    pages.append(console.blueprint(settings, records))
    if settings.demo:
        console.create_demo_accounts_soon(settings, records)
    return pages


def _proxy(settings: Settings) -> dict[str, Any]:
    """How waitress learns who asks: from the trusted proxy's last entry, and from nobody else's headers."""
    if not settings.trusted_proxy:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_headers": {"x-forwarded-for"},
        "trusted_proxy_count": 1,
        "clear_untrusted_proxy_headers": True,
    }


def warn_of_overdue_numbers(today: date) -> None:
    """One line when numbers in our texts are due to be checked by a person (docs/safety).

    A warning and no more: an unchecked number must not stop the answers to danger.
    """
    late = len(numbers.overdue(today))
    if late:
        log.warning("%d of the %d numbers in our texts are due to be checked", late, len(numbers.numbers()))


def main(env: Mapping[str, str]) -> None:
    """Serve until told to stop."""
    from waitress import create_server  # type: ignore[import-untyped]

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = Settings.from_env(env)
        app = build(settings)
    except (SettingsError, RecordsError) as refused:
        sys.exit(str(refused))
    warn_of_overdue_numbers(settings.clock().astimezone(LONDON).date())
    host = "127.0.0.1" if settings.demo and not settings.public_url_given else "0.0.0.0"  # noqa: S104
    try:
        server = create_server(app, host=host, port=settings.port, threads=8, ident=None, **_proxy(settings))
    except OSError as fault:
        sys.exit(f"Port {settings.port} cannot be used ({fault.strerror}). Set PORT to another one.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.run()


if __name__ == "__main__":
    main(os.environ)
