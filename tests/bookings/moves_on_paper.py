"""Random moves of what agreements carry besides bookings, and how each is taken back.

Changes are drafted and withdrawn, the box is lent, called off and returned, letters go to another.
"""

from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from agreements.models import Agreement, BoxLoan, ChangeDraft, MailItem, Service
from tests.bookings.moves import Moves, seldom


class PaperMoves(Moves):
    """What the office does at the shelf and with the register."""

    @seldom(3)
    @rule(number=st.integers(0, 2))
    def draft_an_amendment_or_withdraw_it(self, number):
        def move() -> ChangeDraft:
            agreement = Agreement.objects.get(pk=self.world.agreements[number].pk)
            for draft in agreement.drafts_to_sign:
                return agreement.withdraw_draft(draft=draft, reason="pomyłka")
            services = Service.objects.filter(code="sala")
            return agreement.draft_amendment(by=self.world.worker, changes="zakres", services=services)

        self.attempt(move)

    @seldom(2)
    @rule(
        number=st.integers(0, 2),
        day=st.sampled_from([None, 0, 1, 8]),
        verb=st.sampled_from(["lend", "lend", "call_off", "take_back"]),
    )
    def use_the_box(self, number, day, verb):
        box, today = self.world.box, timezone.localdate()
        on = today if day is None else self.world.monday + timedelta(days=day)
        agreement = Agreement.objects.get(pk=self.world.agreements[number].pk)
        coming = box.loans.to_come(today).first()
        if verb == "lend":
            self.attempt(lambda: box.lend(agreement=agreement, on=on, by=self.world.worker))
        elif verb == "take_back":
            self.attempt(lambda: box.take_back(on=on))
        elif coming:
            self.attempt(lambda: box.call_off(loan=coming))

    @seldom(3)
    @rule(who=st.integers(0, 1))
    def note_a_letter_or_readdress_it(self, who):
        organization = self.world.organizations[who]
        item = MailItem.objects.waiting().first()
        if item:
            self.attempt(lambda: item.readdress(organization=organization))
        else:
            today, told = timezone.localdate(), {"by": self.world.worker, "kind": "letter"}
            self.attempt(lambda: MailItem.note(on=today, organization=organization, **told))

    @invariant()
    def boxes_are_lent_while_agreements_last(self):
        for loan in BoxLoan.objects.select_related("agreement"):
            first, last = loan.agreement.valid_from, loan.agreement.last_day
            assert loan.agreement.state == "concluded", "lent without an agreement"
            assert first <= loan.during.lower, "lent before the agreement begins"
            assert last is None or (loan.last_day and loan.last_day <= last), "lent after the agreement"
