"""Every constraint of the four apps, each with one row that breaks it and nothing else."""

import uuid
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.utils import timezone

from agreements.models import (
    AttachmentDownload,
    Collector,
    Counter,
    Declaration,
    Grant,
    RequestedService,
    Service,
    Spreadsheet,
)
from agreements.models import ServiceRequest as Request
from bookings.models import (
    BookablePhoto,
    BookingContact,
    BookingItem,
    FeedSecret,
    Reminder,
    SeatName,
)
from jcop.models import (
    Announcement,
    Centre,
    CityArms,
    HoursPeriod,
    HoursSpan,
    HouseRules,
    NonWorkingDay,
    PageVersion,
    PersonsLimit,
    SecondFactorReset,
    WorkerDuty,
)
from organizations.models import RegisterAuthority
from tests.bookings.advising import make_advice, make_adviser, make_visit
from tests.factories import (
    make_agreement,
    make_attachment,
    make_booking,
    make_closure,
    make_document,
    make_event,
    make_guest,
    make_hours,
    make_map,
    make_organization,
    make_picture,
    make_promotion,
    make_request,
    make_room,
    make_series,
    make_things,
    make_user,
    next_monday,
)
from tests.violations import (
    access_request,
    again,
    agreement_of_another,
    allocation_of_released_booking,
    amendment,
    change,
    change_draft,
    change_request,
    correction,
    declared_twice,
    document_text,
    duty,
    guest,
    handover,
    introduction,
    invitation,
    issued,
    loan,
    mail_item,
    message,
    message_text,
    number_twice,
    organization_without_number,
    own_hours,
    own_hours_twice,
    renewed_twice,
    replaced_by_itself,
    resumed_twice,
    rules_accepted_twice,
    same_agreement_twice,
    same_collector_twice,
    same_event_with_two_capacities,
    same_id_in_two_states,
    same_krs_twice,
    same_number_twice,
    same_register_number_twice,
    same_request_number_twice,
    same_spans,
    same_time_taken,
    seat,
    second_correction,
    second_part,
    series_date,
    signed_scan,
    span_turned_open,
    twice,
    two_advisers_of_one_account,
    two_suspensions,
    unknown_state_of_agreement,
    unknown_state_of_request,
    wanted_times_settled_somehow,
    without,
)

pytestmark = pytest.mark.django_db

OURS = ("jcop", "organizations", "agreements", "bookings")
State = Request.State
# Names that Django itself gives to keys, references, unique fields and positive numbers.
AUTOMATIC = r"_(pkey|key|uniq|check|fk_\w+)$"
DEFAULT_SENTENCE = models.CheckConstraint.default_violation_error_message


VIOLATIONS: dict[str, Callable[[], object]] = {
    # jcop
    "centre_is_one_row": lambda: again(Centre.objects.get(), pk=2),
    "announcement_replaced_by_another": replaced_by_itself,
    "message_reminds_once": lambda: again(message(due_on=date(2027, 3, 1))),
    "message_settled_whole": lambda: change(message(), state="sent"),
    "message_problem_known": lambda: change(message(), problem="weather"),
    "message_subject_whole": lambda: change(message(), subject_type=None),
    "message_recipient_whole": lambda: change(message(), recipient_id=None),
    "message_text_has_address": lambda: change(message_text(), address=""),
    "announcement_picture_is_told_in_words": lambda: make_picture(alt=""),
    "map_picture_is_told_in_words": lambda: make_map(alt=" "),
    "page_version_is_one_row": lambda: PageVersion.objects.create(pk=2),
    "centre_longest_booking_within_a_day": lambda: change(Centre.objects.get(), longest_hours=25),
    "centre_guest_persons_some": lambda: change(Centre.objects.get(), guest_persons=0),
    "centre_guest_days_some": lambda: change(Centre.objects.get(), guest_days=0),
    "centre_weekly_hours_some": lambda: change(Centre.objects.get(), weekly_hours=0),
    "centre_correction_days_enough": lambda: Centre.objects.update(correction_days=6),
    "centre_review_days_positive": lambda: Centre.objects.update(review_days=0),
    "user_email_is_lower_case": lambda: change(make_user(), email="Duza@example.org"),
    "announcement_ends_after_start": lambda: Announcement.objects.update(publish_until=F("publish_from")),
    "non_working_day_has_name": lambda: NonWorkingDay.objects.create(day=date(2026, 6, 1)),
    "hours_period_ends_after_start": lambda: HoursPeriod.objects.create(
        kind="pattern", valid_from=date(2026, 6, 2), valid_until=date(2026, 6, 1)
    ),
    "hours_override_has_end": lambda: HoursPeriod.objects.create(
        kind="override", valid_from=date(2026, 6, 1)
    ),
    "hours_suspension_has_reason": lambda: HoursPeriod.objects.create(
        kind="suspension", valid_from=date(2026, 6, 1)
    ),
    "hours_withdrawn_after_publishing": lambda: HoursPeriod.objects.create(
        kind="pattern", valid_from=date(2026, 6, 1), withdrawn_at=timezone.now()
    ),
    "hours_one_suspension_at_a_time": two_suspensions,
    "worker_duty_month_is_its_first_day": lambda: WorkerDuty.objects.create(month=date(2026, 6, 2)),
    "duty_span_closes_after_opening": lambda: change(duty().spans.get(), closes=F("opens")),
    "duty_span_weekday": lambda: change(duty().spans.get(), weekday=7),
    "duty_spans_do_not_overlap": lambda: duty().spans.create(weekday=0, opens=time(17), closes=time(19)),
    "house_rules_end_after_start": lambda: HouseRules.objects.update(valid_until="2019-01-01"),
    "persons_limit_once": lambda: again(PersonsLimit.objects.first()),
    "persons_limit_some": lambda: PersonsLimit.objects.update(persons=0),
    "hours_span_closes_after_opening": lambda: change(make_hours().spans.first(), closes=F("opens")),
    "hours_span_weekday": lambda: change(make_hours().spans.first(), weekday=7),
    "hours_spans_do_not_overlap": same_spans,
    # organizations
    "organization_state_known": lambda: change(make_organization(), state="unknown"),
    "organization_suspension_has_reason": lambda: change(make_organization(), state="suspended"),
    "organization_has_its_number": organization_without_number,
    "organization_signatures_required": lambda: change(make_organization(), signatures_required=6),
    "organization_krs_once": same_krs_twice,
    "organization_register_number_once": same_register_number_twice,
    "organization_authority_of_its_register": lambda: change(
        make_organization(), authority=RegisterAuthority.objects.create(name="Starosta Próbny")
    ),
    "organization_nip_once": lambda: number_twice("nip", "1234563218"),
    "organization_regon_once": lambda: number_twice("regon", "123456785"),
    "access_asked_once": lambda: again(access_request()),
    "access_answered_iff_closed": lambda: change(access_request(), state="granted"),
    "invitation_email_is_lower_case": lambda: change(invitation(), email="EWA@example.org"),
    "invitation_expires_after_sending": lambda: change(invitation(), expires_at=F("invited_at")),
    "invitation_ends_once": lambda: change(
        invitation(), accepted_at=timezone.now(), revoked_at=timezone.now()
    ),
    "letter_sent_whole": lambda: make_organization().letters.create(
        key="x.1", subject="s", text="t", state="sent", sent_on=timezone.localdate()
    ),
    "representative_mandate_ends_after_start": lambda: change(
        make_organization().representatives.get(), mandate_from="2026-02-02", mandate_until="2026-02-01"
    ),
    "second_factor_reset_has_reason": lambda: SecondFactorReset.objects.create(
        user=make_user(), by=make_user(), reason=""
    ),
    "user_notice_known_iff_version": lambda: change(make_user(), notice_version="2026-11"),
    "membership_once": lambda: again(make_organization().memberships.get()),
    # agreements
    "service_right_known": lambda: Service.objects.update(right="unknown"),
    "request_state_known": unknown_state_of_request,
    "agreement_state_known": unknown_state_of_agreement,
    "counter_once": lambda: twice(Counter, series="request", year=2026),
    "request_numbered_iff_submitted": lambda: change(make_request(), number=None),
    "request_decided_iff_decision": lambda: change(make_request(), decided_at=timezone.now()),
    "request_refusal_has_reason": lambda: change(make_request(state=State.REFUSED), refusal_reason=""),
    "request_received_whole": lambda: change(make_request(state=State.UNDER_EXAMINATION), copies_received=10),
    "request_examined_after_receipt": lambda: change(make_request(), state=State.UNDER_EXAMINATION),
    "request_number_once": same_request_number_twice,
    "request_due_iff_counted": lambda: change(make_request(), due_on=None),
    "request_correction_stops_clock": lambda: change(
        make_request(state=State.AWAITING_CORRECTION),
        counts_from="2026-01-02",
        counts_days=14,
        due_on="2026-01-16",
    ),
    "correction_days_enough": lambda: change(correction(), days=6),
    "correction_open_once": second_correction,
    "letter_delivered_whole": lambda: change(correction().letter, delivered_on="2026-01-02"),
    "letter_has_body": lambda: change(correction().letter, body=""),
    "version_once": lambda: again(make_request().versions.get()),
    "request_wanted_until_after_from": lambda: change(
        make_request(), wanted_from="2027-01-02", wanted_until="2027-01-01"
    ),
    "organization_other_form_named": lambda: change(make_organization(), other_form="izba"),
    "city_arms_are_told_in_words": lambda: CityArms.objects.create(
        centre_id=1, content=b"x", digest="0" * 64, width=1, height=1, alt=""
    ),
    "declaration_version_once": lambda: again(Declaration.objects.all()[0], is_current=False),
    "declaration_current_once": lambda: again(Declaration.objects.all()[0], version=2),
    "declaration_made_once": declared_twice,
    "service_requested_once": lambda: again(RequestedService.objects.filter(request=make_request())[0]),
    "agreement_concluded_whole": lambda: change(make_agreement(), number=""),
    "agreement_ends_after_start": lambda: change(
        make_agreement(), valid_until=F("valid_from") - timedelta(days=1)
    ),
    "agreement_ended_has_reason": lambda: change(make_agreement(), terminated_on=F("valid_from")),
    "agreement_number_once": same_number_twice,
    "agreement_number_set_aside": lambda: change(make_agreement(), number_of=make_agreement()),
    "agreement_handed_over_after_signing": lambda: change(
        make_agreement(), handed_over_on=F("signed_on") - timedelta(days=1), handed_over_copies=1
    ),
    "agreement_renewed_once": renewed_twice,
    "agreement_end_mode_known": lambda: change(make_agreement(), end_mode="agreed"),
    "amendment_number_once": lambda: again(amendment()),
    "amendment_says_what_changes": lambda: change(amendment(), changes=""),
    "amendment_starts_after_signing": lambda: change(
        amendment(), valid_from=F("signed_on") - timedelta(days=1)
    ),
    "scan_is_whole": lambda: change(signed_scan(), size=0),
    "scan_once": lambda: again(signed_scan()),
    "box_lent_to_one_at_a_time": lambda: again(loan()),
    "box_loan_begins": lambda: change(loan(), during=DateRange(None, None)),
    "spreadsheet_stored_whole": lambda: Spreadsheet.objects.create(
        name="x", content=b"", sent_by=make_user(), stored_rows=1
    ),
    "spreadsheet_checked_has_result": lambda: Spreadsheet.objects.create(
        name="x", content=b"", sent_by=make_user(), step="checked"
    ),
    "change_draft_once": lambda: again(change_draft()),
    "change_draft_kind_known": lambda: change(change_draft(), kind="unknown"),
    "change_draft_withdrawn_with_reason": lambda: change(change_draft(), withdrawn_at=timezone.now()),
    "change_request_kind_known": lambda: change(change_request(), kind="unknown"),
    "change_request_settled_whole": lambda: change(change_request(), state="settled"),
    "change_request_declined_with_reason": lambda: change(
        change_request(), state="declined", settled_at=timezone.now()
    ),
    "change_request_waits_once": lambda: again(change_request(), form_key=uuid.uuid4()),
    "document_text_kind_known": lambda: change(document_text(), kind="unknown"),
    "document_text_published_whole": lambda: change(document_text(), published_at=timezone.now()),
    "document_text_version_once": lambda: again(document_text()),
    "collector_once": same_collector_twice,
    "collector_has_name": lambda: Collector.objects.create(organization=make_organization(), name=""),
    "mail_kind_known": lambda: change(mail_item(), kind="unknown"),
    "mail_collected_after_arrival": lambda: change(
        mail_item(), collected_on=F("arrived_on") - timedelta(days=1)
    ),
    "agreement_of_organization": same_agreement_twice,
    "grant_ends_after_start": lambda: Grant.objects.filter(agreement=make_agreement()).update(
        valid_until=F("valid_from") - timedelta(days=1)
    ),
    "grant_once_a_day": lambda: again(make_agreement().grants.first()),
    "document_is_of_its_kind": lambda: issued(kind="letter"),
    "document_part_once": second_part,
    "document_has_sha256": lambda: issued(sha256="0" * 63),
    "attachment_kind_known": lambda: change(make_attachment(), kind="unknown"),
    "attachment_format_known": lambda: change(make_attachment(), content_type="text/html"),
    "attachment_scan_known": lambda: change(make_attachment(), scan="unknown"),
    "attachment_is_not_empty": lambda: change(make_attachment(), size=0),
    "attachment_has_name": lambda: change(make_attachment(), name=""),
    "attachment_has_sha256": lambda: change(make_attachment(), sha256="0" * 63),
    "attachment_once": lambda: again(make_attachment(), file="2026/other.pdf"),
    "attachment_file_once": lambda: again(make_attachment(), sha256="0" * 64),
    "download_role_known": lambda: AttachmentDownload.objects.create(
        attachment=make_attachment(), user_id=1, role="unknown"
    ),
    # bookings
    "bookable_span_closes_after_opening": lambda: own_hours(opens=time(10), closes=time(9)),
    "bookable_span_weekday": lambda: own_hours(weekday=7),
    "bookable_spans_do_not_overlap": own_hours_twice,
    "bookable_photo_is_told_in_words": lambda: BookablePhoto.put_up(make_room(), content=b"x", alt=" "),
    "booking_title_in_one_line": lambda: change(make_booking(), public_title="a\nb"),
    "booking_fee_some": lambda: change(make_booking(), fee=0),
    "bookable_adviser_whole": lambda: change(make_adviser(), topics=[]),
    "bookable_adviser_once": two_advisers_of_one_account,
    "booking_advice_with_agreement_or_guest": lambda: change(
        make_visit().booking, agreement=make_agreement()
    ),
    "advice_visit_topic_known": lambda: change(make_advice().visit, topic="czary"),
    "advice_visit_guest_is_founding": lambda: change(make_visit(), topic="prawo"),
    "advice_visit_name_of_guest": lambda: change(make_advice().visit, name="Jan Próbny"),
    "advice_visit_card_whole": lambda: change(make_visit(), content="bez karty"),
    "guest_email_is_lower_case": lambda: guest(email="Gosia@example.org"),
    "introduction_tries_limited": lambda: change(introduction(), tries=6),
    "introduction_confirmed_iff_guest": lambda: change(introduction(), confirmed_at=timezone.now()),
    "booking_contact_says_something": lambda: BookingContact.objects.create(booking=make_booking()),
    "rules_accepted_once": rules_accepted_twice,
    "wanted_times_outcome_known": wanted_times_settled_somehow,
    "bookable_room_has_capacity": lambda: make_room(capacity=0),
    "allocation_holds": lambda: change(make_booking().allocations.get(), holds=False),
    "allocation_span_is_half_open_and_bounded": span_turned_open,
    "allocation_one_at_a_time": same_time_taken,
    "allocation_of_holding_booking": allocation_of_released_booking,
    "booking_ends_after_start": lambda: change(make_booking(), ends_at=F("starts_at")),
    "booking_state_known": lambda: change(make_booking(), state="unknown"),
    "booking_use_has_agreement": lambda: change(make_booking(), agreement=None),
    "booking_refusal_has_reason": lambda: change(make_booking(), state="refused"),
    "booking_block_has_reason": lambda: change(make_booking(), kind="block"),
    "booking_duty_says_what": lambda: change(make_booking(), kind="duty", public_title=""),
    "bookable_duties_are_at_a_place": lambda: change(make_things(1), serves_duties=True),
    "handover_of_something": lambda: change(handover(), keys=""),
    "handover_due_after_giving": lambda: change(handover(), due_at=F("given_at")),
    "handover_returned_after_giving": lambda: change(handover(), returned_at=F("given_at") - timedelta(1)),
    "handover_out_once": lambda: again(handover()),
    "handover_names_receiver": lambda: change(handover().names, receiver=""),
    "booking_stands_despite_with_reason": lambda: change(make_booking().confirm(), exception_reason=""),
    "booking_asked_time_whole": lambda: change(make_booking(), asked_starts_at=timezone.now()),
    "booking_proposal_whole": lambda: change(make_booking(), state="proposed"),
    "booking_use_counts_persons": lambda: change(make_booking(), state="took_place"),
    "booking_and_holds": same_id_in_two_states,
    "booking_agreement_of_organization": agreement_of_another,
    "event_ends_after_start": lambda: change(make_event(), ends_at=F("starts_at")),
    "event_sign_up_whole": lambda: change(make_event(), signup_opens_at=None),
    "event_capacity_some": lambda: change(make_event(), capacity=251),
    "event_sign_up_ends_after_start": lambda: change(make_event(), signup_opens_at=F("signup_closes_at")),
    "event_sign_up_is_cut": lambda: change(make_event(), signup_cut_from=F("signup_opens_at")),
    "event_sign_up_ends_before_it": lambda: change(make_event(), signup_closes_at=F("ends_at")),
    "event_title_in_one_line": lambda: change(make_event(), title="a\u2028b"),
    "event_limits_some": lambda: change(make_event(), offer_hours=0),
    "event_state_whole": lambda: change(make_event(), state="cancelled"),
    "event_and_capacity": same_event_with_two_capacities,
    "seat_place_once": lambda: again(seat(), form_key=uuid.uuid4()),
    "seat_queue_once": lambda: again(seat(waiting=True), form_key=uuid.uuid4()),
    "seat_person_once": lambda: again(seat(), place_no=2),
    "seat_within_capacity": lambda: change(seat(), place_no=4),
    "seat_is_of_sign_up": lambda: change(seat(waiting=True), capacity=None),
    "seat_is_as_its_state": lambda: change(seat(), place_no=None),
    "seat_of_one_party": lambda: change(seat(), guest=make_guest()),
    "seat_stays_when_asked": lambda: change(seat(), stays_at=timezone.now()),
    "seat_of_event_with_capacity": lambda: change(seat(), capacity=4),
    "seat_name_says_something": lambda: SeatName.objects.create(seat=seat(), name=""),
    "feed_secret_one_each": lambda: again(
        FeedSecret.renew(user=make_user(), organization=None), key="another"
    ),
    "reminder_once": lambda: twice(Reminder, booking=make_booking(), due_on=date(2026, 9, 7)),
    "reminder_kind_known": lambda: Reminder.objects.create(
        booking=make_booking(), due_on=date(2026, 9, 7), kind="unknown"
    ),
    "closure_has_reason": lambda: change(make_closure(), reason=""),
    "consequence_once": lambda: again(make_closure().consequences.get()),
    "consequence_resumed_once": resumed_twice,
    "consequence_proposal_whole": lambda: change(make_closure().consequences.get(), choice="propose"),
    "closure_message_once": lambda: again(make_closure().messages.get()),
    "closure_message_whole": lambda: change(make_closure().messages.get(), state="called"),
    "booking_item_once": lambda: again(BookingItem.objects.get(booking=make_booking())),
    "booking_item_some": lambda: change(BookingItem.objects.get(booking=make_booking()), quantity=0),
    "series_ends_after_start": lambda: change(make_series(), ends=F("starts")),
    "series_has_one_end": lambda: change(make_series(), until_on=next_monday()),
    "series_count_in_bounds": lambda: change(make_series(), count=61),
    "series_title_in_one_line": lambda: change(make_series(), public_title="a\rb"),
    "series_fee_some": lambda: change(make_series(), fee=0),
    "series_rhythm_known": lambda: change(make_series(), frequency="monthly"),
    "series_date_once": lambda: again(series_date(), number=9, booking=None, reason="x"),
    "series_date_number_once": lambda: again(series_date(), day=date(2020, 1, 1), booking=None, reason="x"),
    "series_date_within_sixty": lambda: change(series_date(), number=61),
    "series_date_booked_or_reasoned": lambda: change(series_date(), reason="x"),
    "series_item_once": lambda: again(make_series().items.get()),
    "series_item_some": lambda: change(make_series().items.get(), quantity=0),
    "promotion_state_known": lambda: change(
        without(make_promotion(), "promotion_decided_iff_decision"), state="lost"
    ),
    "promotion_kind_known": lambda: change(make_promotion(kind="volunteering"), kind="advert"),
    "promotion_event_has_day": lambda: change(make_promotion(), happens_on=None),
    "promotion_decided_iff_decision": lambda: change(make_promotion(), decided_by=None),
    "promotion_returned_has_reason": lambda: change(make_promotion(state="returned"), reason=""),
    "promotion_shown_once": lambda: again(make_promotion(), form_key=uuid.uuid4()),
    "promotion_corrected_once_at_a_time": lambda: again(make_promotion(state="sent"), form_key=uuid.uuid4()),
    "document_state_known": lambda: change(make_document("A"), state="lost"),
    "document_kind_known": lambda: change(make_document("A"), kind="letter"),
    "document_published_can_be_read": lambda: change(make_document("A"), newest=None),
    "document_of_a_year": lambda: change(make_document("A"), year=26),
    "document_copies_some": lambda: change(make_document("A"), copies=2),
    "document_version_once": lambda: again(make_document("A").newest),
    "document_version_says_what_changed": lambda: again(make_document("A").newest, number=2),
    "document_version_is_whole": lambda: change(make_document("A").newest, sha256="x"),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_postgresql_refuses_the_row_that_breaks(name: str):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        VIOLATIONS[name]()

    assert refusal.value.__cause__.diag.constraint_name == name


def declared() -> set[str]:
    """Constraints of our models, and those that a migration adds by hand."""
    ours = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s) AND conname !~ %s"
            " AND contype != 't'",
            [[model._meta.db_table for model in ours], AUTOMATIC],
        )
        by_hand = {name for (name,) in cursor.fetchall()}
    return by_hand | {constraint.name for model in ours for constraint in model._meta.constraints}


def test_every_constraint_is_in_the_table():
    assert set(VIOLATIONS) == declared()


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("bookable_room_has_capacity", lambda: make_room(capacity=None)),
        (
            "promotion_event_has_day",
            lambda: change(make_promotion(kind="volunteering"), happens_on=next_monday()),
        ),
        ("document_published_can_be_read", lambda: make_document("A", content=None)),
        (
            "request_received_whole",
            lambda: change(make_request(state=State.UNDER_EXAMINATION), copies_received=None),
        ),
        ("request_received_whole", lambda: change(make_request(), received_channel="post")),
        ("organization_has_its_number", lambda: change(make_organization(), krs="123")),
        (
            "organization_has_its_number",
            lambda: change(make_organization(), legal_form="sports_club", register_number=""),
        ),
        ("organization_has_its_number", lambda: change(make_organization(), legal_form="sports_club")),
        ("organization_signatures_required", lambda: change(make_organization(), signatures_required=0)),
        ("agreement_concluded_whole", lambda: change(make_request().agreement, number="1/2026")),
        ("agreement_concluded_whole", lambda: change(make_agreement(), concluded_by=None)),
        ("request_decided_iff_decision", lambda: change(make_request(state=State.ACCEPTED), decided_by=None)),
        ("attachment_has_name", lambda: change(make_attachment(), file="")),
        ("scan_is_whole", lambda: change(signed_scan(), file="")),
        (
            "agreement_handed_over_after_signing",
            lambda: change(make_agreement(), handed_over_on=timezone.localdate()),
        ),
        ("message_settled_whole", lambda: change(message(), state="failed", settled_at=timezone.now())),
        ("series_has_one_end", lambda: change(make_series(), count=None)),
        ("series_rhythm_known", lambda: change(make_series(), frequency="monthly", ordinal=None)),
        ("series_date_booked_or_reasoned", lambda: change(series_date(), booking=None)),
        ("handover_returned_after_giving", lambda: change(handover(), damage="pęknięta szyba")),
        ("mail_collected_after_arrival", lambda: change(mail_item(), collector="Jan Odbiorca")),
    ],
)
def test_an_empty_value_does_not_slip_past_a_constraint(name: str, act: Callable[[], object]):
    """A check lets pass what it cannot judge: NULL >= 1 is neither true nor false."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()

    assert refusal.value.__cause__.diag.constraint_name == name


# What a person can bring about must be told as a sentence, not as the name of a constraint.
SILENT = {
    "message_reminds_once",
    "message_settled_whole",
    "message_problem_known",
    "message_subject_whole",
    "message_recipient_whole",
    "message_text_has_address",
    "event_and_capacity",
    "seat_is_as_its_state",
    "seat_of_one_party",
    "seat_person_once",
    "seat_queue_once",
    "seat_stays_when_asked",
    "bookable_span_weekday",
    "wanted_times_outcome_known",
    "allocation_holds",
    "agreement_of_organization",
    "agreement_end_mode_known",
    "agreement_state_known",
    "agreement_number_set_aside",
    "box_loan_begins",
    "mail_kind_known",
    "document_text_published_whole",
    "scan_is_whole",
    "spreadsheet_stored_whole",
    "spreadsheet_checked_has_result",
    "change_draft_once",
    "change_request_kind_known",
    "change_request_settled_whole",
    "change_draft_kind_known",
    "document_part_once",
    "booking_and_holds",
    "attachment_file_once",
    "attachment_format_known",
    "attachment_has_sha256",
    "attachment_kind_known",
    "attachment_scan_known",
    "booking_item_once",
    "booking_item_some",
    "booking_state_known",
    "series_date_number_once",
    "series_item_once",
    "series_item_some",
    "centre_is_one_row",
    "page_version_is_one_row",
    "feed_secret_one_each",
    "reminder_kind_known",
    "reminder_once",
    "counter_once",
    "document_has_sha256",
    "promotion_state_known",
    "promotion_kind_known",
    "promotion_decided_iff_decision",
    "document_state_known",
    "document_kind_known",
    "document_version_once",
    "document_version_is_whole",
    "declaration_made_once",
    "declaration_version_once",
    "document_is_of_its_kind",
    "letter_delivered_whole",
    "request_correction_stops_clock",
    "request_due_iff_counted",
    "version_once",
    "download_role_known",
    "duty_span_weekday",
    "hours_span_weekday",
    "hours_withdrawn_after_publishing",
    "worker_duty_month_is_its_first_day",
    "organization_state_known",
    "access_answered_iff_closed",
    "invitation_ends_once",
    "invitation_email_is_lower_case",
    "invitation_expires_after_sending",
    "user_notice_known_iff_version",
    "request_decided_iff_decision",
    "request_examined_after_receipt",
    "request_number_once",
    "request_numbered_iff_submitted",
    "request_received_whole",
    "request_state_known",
    "service_requested_once",
    "service_right_known",
}


def test_only_constraints_that_no_form_can_break_have_no_sentence():
    without = {
        constraint.name
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message == DEFAULT_SENTENCE
    }

    assert without == SILENT


def refusal_of(row: models.Model) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    return refusal.value.messages


def hours(**fields: object) -> HoursPeriod:
    return HoursPeriod(valid_from=date(2026, 6, 2), **fields)


def span(**fields: object) -> HoursSpan:
    return HoursSpan(**{"weekday": 0, "opens": time(8), "closes": time(10)} | fields)


def test_a_rule_is_told_in_its_own_sentence_before_the_database_is_asked():
    period = make_hours()

    assert refusal_of(hours(kind="pattern", valid_until=date(2026, 6, 1))) == [
        "Ostatni dzień jest wcześniejszy niż pierwszy."
    ]
    assert refusal_of(hours(kind="override")) == ["Zmiana na pewien czas musi mieć ostatni dzień."]
    assert refusal_of(hours(kind="suspension")) == ["Zawieszenie wymaga powodu dla mieszkańców."]
    assert refusal_of(span(period=period, opens=time(7), closes=time(6))) == [
        "Godzina zamknięcia musi być późniejsza niż otwarcia."
    ]
    assert refusal_of(span(period=period, opens=time(19), closes=None)) == ["To pole nie może być puste."]
    assert refusal_of(span(period=period)) == ["Godziny tego dnia nakładają się."]
    assert refusal_of(NonWorkingDay(day=date(2026, 6, 1))) == ["Dzień wolny musi mieć nazwę."]
    now = timezone.now()
    assert refusal_of(Announcement(title="t", slug="s", body="b", publish_from=now, publish_until=now)) == [
        "Ogłoszenie kończy się wcześniej, niż się zaczyna."
    ]


def test_a_weekday_that_does_not_exist_is_refused_by_its_choices():
    assert refusal_of(span(period=make_hours(), weekday=7))[0] == "Wartość 7 nie jest poprawnym wyborem."
