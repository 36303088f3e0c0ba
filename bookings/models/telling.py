"""Who is told of what happens to seats: each party once, about all of its own."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from bookings.mail_kinds import Mail
from bookings.models.guests import Guest
from jcop.models.messages import post
from organizations.models import Organization

if TYPE_CHECKING:
    from bookings.models.seats import Seat


def tell_parties(mail: Mail, event: models.Model, seats: Iterable["Seat"], **options: Any) -> None:
    """One message about their seats for each organisation and each guest; none for who is erased.

    `options` of `post`; `parts` is each party's own seats unless it says otherwise.
    """
    by_party: dict[tuple[int | None, int | None], list[Seat]] = {}
    for seat in seats:
        by_party.setdefault((seat.organization_id, seat.guest_id), []).append(seat)
    for (organization, guest), own in by_party.items():
        if organization or guest:
            party = Organization(pk=organization) if organization else Guest(pk=guest)
            post(mail, event, to=party, **{"parts": own} | options)
