"""Mails about bookings. Each function is named after what happened."""

from typing import TYPE_CHECKING

from organizations.notifications import tell, tell_at_once

if TYPE_CHECKING:
    from bookings.models import Booking, ClosureMessage


def booking_made(booking: "Booking") -> None:
    _tell("booking_made", booking)


def booking_confirmed(booking: "Booking") -> None:
    _tell("booking_confirmed", booking)


def booking_refused(booking: "Booking") -> None:
    _tell("booking_refused", booking)


def booking_cancelled(booking: "Booking") -> None:
    _tell("booking_cancelled", booking)


def booking_moved(booking: "Booking") -> None:
    _tell("booking_moved", booking)


def booking_proposed(booking: "Booking") -> None:
    """Unless it is answered by now: nobody is asked what they have said."""
    if booking.state == booking.State.PROPOSED:
        _tell("booking_proposed", booking)


def booking_proposal_ends(booking: "Booking") -> None:
    """As booking_proposed: only while there is still something to answer."""
    if booking.state == booking.State.PROPOSED:
        _tell("booking_proposal_ends", booking)


def booking_lapsed(booking: "Booking") -> None:
    _tell("booking_lapsed", booking)


def closure_told(message: "ClosureMessage") -> bool:
    """Everything that an act means for one organisation, in one mail; False without any address."""
    return tell_at_once(
        "bookings/email/closure_told",
        message.organization,
        persons=message.bookers,
        key=f"closure_told.{message.pk}",
        context={"closure": message.closure, "lines": list(message.lines)},
    )


def _tell(event: str, booking: "Booking") -> None:
    """To the person who booked, else to the organisation; the office's own blocks concern nobody else."""
    if booking.organization:
        tell(
            f"bookings/email/{event}",
            booking.organization,
            person=booking.made_by,
            key=f"{event}.{booking.pk}.{booking.sequence}",
            context={"booking": booking, "items": list(booking.items.select_related("bookable"))},
        )
