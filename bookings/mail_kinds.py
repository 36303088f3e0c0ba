"""What mails about bookings, series, advice and events are about."""

from django.db.models import TextChoices


class Mail(TextChoices):
    BOOKING_MADE = "booking_made", "przyjęto rezerwację"
    BOOKING_CONFIRMED = "booking_confirmed", "potwierdzono rezerwację"
    BOOKING_REFUSED = "booking_refused", "odmówiono rezerwacji"
    BOOKING_CANCELLED = "booking_cancelled", "odwołano rezerwację"
    BOOKING_MOVED = "booking_moved", "zmieniono rezerwację"
    BOOKING_PROPOSED = "booking_proposed", "zaproponowano inny termin"
    BOOKING_PROPOSAL_ENDS = "booking_proposal_ends", "kończy się czas na odpowiedź"
    BOOKING_DECLINED = "booking_declined", "odrzucono propozycję terminu"
    BOOKING_LAPSED = "booking_lapsed", "propozycja terminu przepadła"
    BOOKINGS_AHEAD = "bookings_ahead", "przypomnienie o rezerwacjach"
    SERIES_MADE = "series_made", "przyjęto serię rezerwacji"
    SERIES_CONFIRMED = "series_confirmed", "potwierdzono serię"
    SERIES_REFUSED = "series_refused", "odmówiono serii"
    SERIES_CANCELLED = "series_cancelled", "odwołano serię"
    SERIES_MOVED = "series_moved", "zmieniono serię"
    SERIES_RULE_CHANGED = "series_rule_changed", "zmieniono rytm serii"
    SERIES_DATE_CHANGED = "series_date_changed", "zmieniono termin serii"
    CLOSURE_TOLD = "closure_told", "skutki zamknięcia dla rezerwacji"
    GUEST_TOLD_OF_CLOSURE = "guest_told_of_closure", "skutki zamknięcia dla porady"
    CENTRE_RESUMED = "centre_resumed", "koniec zawieszenia: znów można rezerwować"
    GUEST_TOLD_OF_RESUMPTION = "guest_told_of_resumption", "koniec zawieszenia: znów można umówić poradę"
    GUEST_CODE = "guest_code", "kod dla osoby bez konta"
    SEATS_GIVEN = "seats_given", "odpowiedź na zapis"
    SEATS_OFFERED = "seats_offered", "zwolniło się miejsce"
    SEATS_LAPSED = "seats_lapsed", "minął czas na odpowiedź o miejscu"
    SEATS_ACCEPTED = "seats_accepted", "przyjęto miejsce z listy oczekujących"
    SEATS_GIVEN_UP = "seats_given_up", "zwolniono miejsce"
    SEATS_LEFT = "seats_left", "wykreślono z listy oczekujących"
    SEATS_AHEAD = "seats_ahead", "przypomnienie o wydarzeniu"
    EVENT_MOVED = "event_moved", "zmiana terminu lub miejsca wydarzenia"
    EVENT_CANCELLED = "event_cancelled", "odwołanie wydarzenia"


# Of several changes of one event the last one tells everything.
CHANGES = {Mail.EVENT_MOVED, Mail.EVENT_CANCELLED}
