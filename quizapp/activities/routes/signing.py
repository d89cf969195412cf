"""Signing in on one's own phone: by scanning, by typing the digits, by being at the place."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from ...core import clock
from ...core.errors import DomainError
from ...core.permissions import Permission
from ...extensions import db
from ...web.access import me, public, requires
from .. import codes, nearness, service
from ..attending import How
from ..forms import CodeForm
from ..models import Activity
from . import device, sight
from .blueprint import blueprint


@blueprint.get("/<int:activity_id>/in")
@public
def scan(activity_id: int) -> ResponseReturnValue:
    """Take a scan: judge its code now, and keep that in a ticket while its owner signs in or taps the button.

    To a visitor an activity that there is not looks like a code that is too old.
    """
    activity, now = db.session.get(Activity, activity_id), clock.now()
    own, mark = device.known(), ""
    if not own:
        mark, own = device.new()
    code = request.args.get("c", "")[:64]
    is_good = activity is not None and codes.accepts(activity.code_key, activity_id, code, now)
    ticket = codes.ticket_for(activity.code_key, activity_id, own, now) if activity and is_good else "-"
    answer = redirect(url_for("activities.arrive", activity_id=activity_id, t=ticket))
    return device.marked(answer, mark) if mark else answer


@blueprint.get("/<int:activity_id>/arrive")
@public
def arrive(activity_id: int) -> ResponseReturnValue:
    """Show the button that signs in; whoever is not signed in to the program does that first and comes back."""
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in", next=request.full_path))
    if not me().consented:
        return redirect(url_for("accounts.consent", next=request.full_path))
    activity, ticket = sight.seen(activity_id), request.args.get("t", "")[:80]
    if not _holds(activity, ticket):
        return _too_late(activity)
    return render_template("activities/arrive.html", activity=activity, ticket=ticket)


@blueprint.post("/<int:activity_id>/arrive")
@requires(Permission.TAKE_PART)
def sign_in_scanned(activity_id: int) -> ResponseReturnValue:
    activity = sight.seen(activity_id)
    if not _holds(activity, request.form.get("t", "")[:80]):
        return _too_late(activity)
    return _sign_in(activity, How.QR)


@blueprint.post("/<int:activity_id>/code")
@requires(Permission.TAKE_PART)
def sign_in_by_code(activity_id: int) -> ResponseReturnValue:
    activity, form = sight.seen(activity_id), CodeForm()
    try:
        service.check_open(activity, clock.now())
        service.check_code(activity, form.code.data or "", member=me(), now=clock.now())
    except DomainError as refused:
        return _refused(activity, refused)
    return _sign_in(activity, How.CODE)


@blueprint.post("/<int:activity_id>/here")
@requires(Permission.TAKE_PART)
def sign_in_by_place(activity_id: int) -> ResponseReturnValue:
    """Compare the phone's position with the place; the position itself is forgotten with this request."""
    activity = sight.seen(activity_id)
    phone = nearness.position(request.form.get("lat", ""), request.form.get("lng", ""))
    try:
        accuracy = min(max(float(request.form.get("accuracy", "0")), 0.0), 10_000.0)
    except ValueError:
        accuracy = 0.0
    if phone is None:
        flash(gettext("没有得到位置，请允许浏览器使用位置，或输入现场的签到码。"), "warn")
        return redirect(url_for("activities.show", activity_id=activity.id))
    try:
        found = service.near(activity, phone, accuracy)
    except DomainError as refused:
        return _refused(activity, refused)
    if not found.within:
        flash(
            gettext("离活动地点约 %(n)d 米，不在签到范围内。可以输入现场的签到码。", n=found.metres), "warn"
        )
        return redirect(url_for("activities.show", activity_id=activity.id))
    return _sign_in(activity, How.PLACE, found.metres)


def _sign_in(activity: Activity, how: How, distance: int | None = None) -> ResponseReturnValue:
    activity_id = activity.id  # signing in lets go of what was read
    own, mark = device.known(), ""
    if not own:
        mark, own = device.new()
    try:
        service.sign_in(activity, how, member=me(), now=clock.now(), device=own, distance=distance)
    except DomainError as refused:
        return _refused(activity, refused)
    answer = redirect(url_for("activities.show", activity_id=activity_id, _anchor="signed"))
    return device.marked(answer, mark) if mark else answer


def _holds(activity: Activity, ticket: str) -> bool:
    return codes.ticket_holds(activity.code_key, activity.id, device.known(), ticket, clock.now())


def _too_late(activity: Activity) -> ResponseReturnValue:
    flash(gettext("这个二维码已过期。请在现场扫屏幕上现在的二维码，或输入六位签到码。"), "warn")
    return redirect(url_for("activities.show", activity_id=activity.id))


def _refused(activity: Activity, refused: DomainError) -> ResponseReturnValue:
    flash(gettext(refused.message, **refused.params), "wrong")
    return redirect(url_for("activities.show", activity_id=activity.id))
