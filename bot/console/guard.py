"""Stands before every page: closed unless the route names who may come in."""

from __future__ import annotations

from flask import Response, abort, g, request, session, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Answer

from bot.console import held, sessions
from bot.console.access import Access, Pages, Viewer
from bot.console.site import Site
from bot.records import staff_sessions

#: A page that refreshes by itself sends this, so that nobody at the desk still means an idle session.
BY_ITSELF = "X-Signpost-By-Itself"


def install(pages: Pages, site: Site) -> None:
    """Check every request to the blueprint."""

    def check() -> Answer | None:
        access = pages.access.get(request.endpoint or "")
        if access is None:
            abort(403)
        if (request.endpoint or "").endswith("static"):
            return None
        g.viewer = found = site.find_viewer()
        if access.kind == "open":
            g.locked = found is not None and sessions.standing(found.session, site.clock()) != "open"
            return None
        if found is None:
            return _to_sign_in()
        return _staged(site, access, found)

    pages.blueprint.before_request(check)


def _staged(site: Site, access: Access, viewer: Viewer) -> Answer | None:
    standing = sessions.standing(viewer.session, site.clock())
    if standing == "half":
        g.locked = True  # no menu yet
        if access.kind in ("half", "any_stage"):
            return None
        return redirect(url_for("console.code"), code=303)
    if access.kind == "half":
        return redirect(url_for("console.start"), code=303)
    if standing == "locked":
        g.locked = True
        return None if access.while_locked else _to_lock(site, viewer)
    if access.kind == "signed_in" and not viewer.holds(*access.roles):
        abort(403)
    _seen(site, viewer)
    if access.fresh and not sessions.is_fresh(viewer.session, session.get(sessions.CONFIRMED), site.clock()):
        if request.is_json:
            abort(403)
        return redirect(url_for("console.confirm", next=_here()), code=303)
    return None


def _seen(site: Site, viewer: Viewer) -> None:
    now = site.clock()
    if BY_ITSELF in request.headers or now - viewer.session.seen_at < sessions.SEEN_EVERY:
        return
    with site.records.begin() as tx:
        staff_sessions.seen(tx, viewer.session.id, now=now)


def _here() -> str:
    """This address with its question, to come back to."""
    return request.full_path.rstrip("?")


def _to_sign_in() -> Answer:
    if request.method in ("GET", "HEAD") and request.endpoint != "console.start":
        return redirect(url_for("console.sign_in", next=_here()), code=303)
    return redirect(url_for("console.sign_in"), code=303)


def _to_lock(site: Site, viewer: Viewer) -> Answer:
    """Ask for the PIN; what was just sent is kept, sealed, in the page and goes on afterwards."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("console.lock", next=_here()), code=303)
    kept: Response = site.page("lock.html", held=held.keep(site.records.keys, viewer.session.id), next="", status=403)
    return kept
