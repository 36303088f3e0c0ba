"""What PostgreSQL lets no booking be."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from jcop.names import BROKEN

SAY_WHAT = "Proszę napisać w jednym wierszu, w czym organizacja pomaga podczas dyżuru."
NO_FEE_IS_EMPTY = "Opłata to kwota większa od zera; gdy jej nie ma, pole zostaje puste."
ONE_LINE = "Proszę wpisać tytuł w jednym wierszu."
RELEASED = ["refused", "declined", "lapsed", "cancelled"]

CONSTRAINTS = [
    models.CheckConstraint(
        name="booking_ends_after_start",
        condition=Q(ends_at__gt=F("starts_at")),
        violation_error_message="Koniec musi być późniejszy niż początek.",
    ),
    models.CheckConstraint(
        name="booking_state_known",
        condition=Q(
            state__in=[
                "requested",
                "confirmed",
                "proposed",
                "refused",
                "declined",
                "lapsed",
                "cancelled",
                "took_place",
                "no_show",
            ]
        ),
    ),
    models.CheckConstraint(
        name="booking_use_has_agreement",
        condition=~Q(kind__in=["room", "equipment", "duty"])
        | Q(agreement__isnull=False, organization__isnull=False),
        violation_error_message="Rezerwacja organizacji wymaga porozumienia.",
    ),
    models.CheckConstraint(
        name="booking_advice_with_agreement_or_guest",
        condition=~Q(kind="advice")
        | Q(agreement__isnull=False, organization__isnull=False)
        | Q(agreement=None, organization=None),
        violation_error_message="Porada organizacji wymaga porozumienia; bez niego jest tylko dla osoby,"
        " która dopiero zakłada organizację.",
    ),
    models.CheckConstraint(
        name="booking_refusal_has_reason",
        condition=~Q(state="refused") | ~Q(end_reason=""),
        violation_error_message="Odmowa wymaga powodu.",
    ),
    models.CheckConstraint(
        name="booking_block_has_reason",
        condition=~Q(kind="block") | ~Q(exception_reason=""),
        violation_error_message="Podaj powód blokady.",
    ),
    models.CheckConstraint(
        name="booking_duty_says_what",
        condition=~Q(kind="duty") | ~Q(public_title=""),
        violation_error_message=SAY_WHAT,
    ),
    models.CheckConstraint(
        name="booking_title_in_one_line",
        condition=~Q(public_title__regex=BROKEN),
        violation_error_message=ONE_LINE,
    ),
    models.CheckConstraint(
        name="booking_stands_despite_with_reason",
        condition=Q(despite=[]) | ~Q(exception_reason="") | ~Q(state__in=["confirmed", "proposed"]),
        violation_error_message="Podaj powód, dla którego rezerwacja zostaje.",
    ),
    models.CheckConstraint(
        name="booking_asked_time_whole",
        condition=Q(asked_starts_at=None, asked_ends_at=None)
        | Q(
            asked_starts_at__isnull=False,
            asked_ends_at__isnull=False,
            asked_ends_at__gt=F("asked_starts_at"),
        ),
        violation_error_message="Termin, o który proszono, ma początek i koniec.",
    ),
    models.CheckConstraint(
        name="booking_proposal_whole",
        condition=Q(state="proposed", asked_starts_at__isnull=False, answer_until__isnull=False)
        | (~Q(state="proposed") & Q(answer_until=None)),
        violation_error_message="Propozycja ma termin, o który proszono, i dzień odpowiedzi.",
    ),
    models.CheckConstraint(
        name="booking_use_counts_persons",
        condition=Q(state="took_place", persons_came__isnull=False)
        | (~Q(state="took_place") & Q(persons_came=None)),
        violation_error_message="Podaj, ile osób przyszło.",
    ),
    models.CheckConstraint(
        name="booking_fee_some",
        condition=Q(fee=None) | Q(fee__gt=0),
        violation_error_message=NO_FEE_IS_EMPTY,
    ),
    # The target of the composite foreign key of allocations.
    models.UniqueConstraint(name="booking_and_holds", fields=["id", "holds"]),
]

TRIGGERS = [
    pgtrigger.Trigger(
        name="notes_change",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("state", "starts_at", "ends_at", "public_title", "sequence"),
        condition=pgtrigger.AnyChange("state", "starts_at", "ends_at", "public_title", "sequence"),
        func="NEW.changed_at = statement_timestamp(); RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="holding_needs_allocation",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        func="""
                    IF EXISTS (
                        SELECT FROM bookings_booking b
                        WHERE b.id = NEW.id AND b.holds AND NOT EXISTS (
                            SELECT FROM bookings_allocation a WHERE a.booking_id = b.id
                        )
                    ) THEN
                        RAISE EXCEPTION 'booking % holds no resource', NEW.id
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'booking_holding_needs_allocation';
                    END IF;
                    RETURN NULL;
                """,
    ),
    # The one exception from “no use without an agreement”: a guest, whom a side table names.
    pgtrigger.Trigger(
        name="advice_is_somebodys",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(new__kind="advice"),
        func="""
                    IF NOT EXISTS (SELECT FROM bookings_advicevisit v WHERE v.booking_id = NEW.id) THEN
                        RAISE EXCEPTION 'advice % is neither an organisation''s nor a guest''s', NEW.id
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'advice_is_somebodys';
                    END IF;
                    RETURN NULL;
                """,
    ),
]
