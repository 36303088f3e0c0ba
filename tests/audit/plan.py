"""Which pages are visited: what the walk found, and its forms sent wrong. What is not visited says why."""

from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction

from tests.audit.visits import Visit
from tests.test_access import EXPECTED, VERBS
from tests.tour.guests import ANONYMOUS, ROLES, client_of
from tests.tour.judging import outline_errors, vague_links
from tests.tour.reading import Reading
from tests.tour.walk import Stop, all_names, sent_wrong, walk

# No page of their own, or one that needs what a walk cannot have; each with its reason.
UNVISITED = {
    "account_confirm_login_code": "needs the code of a mail just sent",
    "account_confirm_password_reset_code": "needs the code of a mail just sent",
    "account_complete_password_reset": "needs the code of a mail just sent",
    "account_email_verification_sent": "needs the code of a mail just sent",
    "account_restore_address": "needs the link of a mail just sent",
    "account_reauthenticate": "needs a password and a sign-in that is long ago",
    "mfa_authenticate": "needs half a sign-in",
    "mfa_reauthenticate_webauthn": "needs a passkey",
    "mfa_edit_webauthn": "needs a passkey",
    "mfa_remove_webauthn": "needs a passkey",
    "mfa_view_recovery_codes": "needs the codes of a real authenticator",
    "mfa_download_recovery_codes": "needs the codes of a real authenticator",
    "mfa_deactivate_totp": "needs a sign-in that is recent",
    "organizations:ask_access": "needs a registration that met another's number",
    "organizations:invitation": "needs the secret of an invitation just sent",
    "bookings:advice_code": "needs the link of a question just asked: tests/e2e/test_advice.py",
    "bookings:confirm_seat": "needs the link of a question just asked: tests/e2e/test_events.py",
    "bookings:move_visit": "needs the link of a mail: tests/e2e/test_advice.py",
    "bookings:move_advice": "the page of `move_visit`, for a talk of an organisation that is still to come",
    "bookings:visit": "needs the link of a mail: tests/e2e/test_advice.py",
    "bookings:seat_link": "needs the link of a mail: tests/e2e/test_events.py",
    "bookings:private_feed": "a calendar file behind a secret",
    "agreements:set": "a file",
    "agreements:set_part": "a file",
    "admin:agreements_agreement_draft": "a file",
    "admin:agreements_documenttext_preview": "a file",
    "admin:agreements_agreement_print": "leads on to a file",
    "admin:agreements_agreement_scan": "a file",
    "admin:agreements_attachment_download": "a file",
    "admin:bookings_advicevisit_card": "a file",
    "admin:bookings_booking_day_sheet": "a file",
    "admin:bookings_event_attendance": "a file",
    "admin:bookings_handover_protocol": "a file",
    "admin:jcop_document_preview": "the page of a document, of one that is not yet published",
    "admin:jcop_pagetext_preview": "a page of residents, made by a button of the form",
    "admin:organizations_letter_print": "a file",
    "admin:view_on_site": "leads nowhere: no table has it on",
    "admin:agreements_agreement_check": "needs a spreadsheet whose check is done",
    "admin:app_list": "named by the first page under one name for all parts",
    "demo_sign_in": "a verb",
}
# Its forms show their states: some stand with errors that nobody has made.
EXAMPLES = "style"


class Plan:
    """Every page of every role; of pages made of the very same parts, the first."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        self.cookies: dict[str, str] = {}
        self.broken: list[str] = []
        self._seen: set[tuple[str, frozenset]] = set()
        self._visited: set[str] = set()
        self._no_pages: set[str] = set()

    def add(self, role: str, most: int) -> None:
        found, kinds = walk(role), Counter[str]()
        self.broken += found.broken
        self._no_pages |= found.no_pages
        client = client_of(role)
        if role != ANONYMOUS:
            self.cookies[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        for stop in found.stops:
            self._visited.add(stop.name)
            if kinds[stop.name] < most and self._is_new(stop.name, stop.reading):
                kinds[stop.name] += 1
                errors = (*outline_errors(stop), *vague_links(stop))
                self.visits.append(Visit(role, stop.name, stop.path, errors=errors))
                self.visits += self._wrong(client, stop) if stop.name != EXAMPLES else ()

    def _is_new(self, name: str, reading: Reading) -> bool:
        key = (name, reading.parts)
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new

    def _wrong(self, client: object, stop: Stop) -> Iterator[Visit]:
        with transaction.atomic():
            answers = list(sent_wrong(client, stop))
            transaction.set_rollback(True)
        for number, typed, response in answers:
            if response.status_code >= 500:
                self.broken.append(f"{response.status_code} {stop.title}, form {number + 1} sent {typed!r}")
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                reading = Reading(response.content.decode())
                if self._is_new(f"{stop.name} sent", reading):
                    yield Visit(stop.role, stop.name, stop.path, number, typed)

    @property
    def uncovered(self) -> list[str]:
        """Addresses that nobody came to and for which no reason is given."""
        closed = {name for name, answers in EXPECTED.items() if 200 not in answers}
        reached = self._visited | self._no_pages | VERBS | UNVISITED.keys() | closed
        return sorted(name for name in all_names() - reached if not name.startswith("admin/"))


def plan(roles: list[str] = ROLES, most: int = 1) -> Plan:
    """`most` pages of one kind for each role; all that the walk keeps are opened by a client before."""
    made = Plan()
    for role in roles:
        made.add(role, most)
    return made
