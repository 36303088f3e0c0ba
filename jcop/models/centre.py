from datetime import date
from typing import TYPE_CHECKING

import pghistory
from django.core.validators import RegexValidator
from django.db import models

from jcop.models.pages import SHOWN

if TYPE_CHECKING:
    from jcop.models.pictures import CityArms

BAD_E_DELIVERY = "Adres do e-Doręczeń ma postać AE:PL-12345-67890-ABCDE-12."


@pghistory.track()
class Centre(models.Model):
    """The one row of facts about the Centre and of rules that the office edits."""

    class ClockStart(models.TextChoices):
        FILING = "filing", "od złożenia w portalu (papier: od wpływu)"
        RECEIPT = "receipt", "zawsze od wpływu podpisanego kompletu"

    name = models.CharField("nazwa", max_length=200)
    short_name = models.CharField("skrót nazwy", max_length=20)
    street = models.CharField("ulica i numer", max_length=100)
    postal_code = models.CharField("kod pocztowy", max_length=6)
    city = models.CharField("miejscowość", max_length=100)
    phone = models.CharField("telefon Centrum", max_length=30)
    email = models.EmailField("e-mail Centrum")

    authority = models.CharField("urząd", max_length=200)
    unit = models.CharField("komórka urzędu", max_length=200)
    unit_street = models.CharField("ulica i numer urzędu", max_length=100)
    unit_postal_code = models.CharField("kod pocztowy urzędu", max_length=6, default="", db_default="")
    unit_city = models.CharField("miejscowość urzędu", max_length=100, default="", db_default="")
    unit_phone = models.CharField("telefon komórki urzędu", max_length=30)
    unit_email = models.EmailField("e-mail komórki urzędu")
    unit_hours = models.CharField(
        "godziny przyjęć komórki urzędu",
        max_length=200,
        blank=True,
        db_default="",
        help_text="Jeżeli pole zostanie puste, portal każe o nie zapytać telefonicznie.",
    )
    e_delivery = models.CharField(
        "adres urzędu do e-Doręczeń",
        max_length=30,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"^AE:PL-\d{5}-\d{5}-[A-Z]{5}-\d{2}$", BAD_E_DELIVERY)],
        help_text="Jeżeli pole zostanie puste, pisma i druki nie wymieniają e-Doręczeń.",
    )
    website = models.URLField("strona miasta")

    party = models.CharField(
        "strona porozumienia",
        max_length=300,
        help_text="Kto zawiera porozumienie za miasto, w mianowniku i bez kropki. W dokumencie stoi dalej:"
        " „, zwana dalej „Miastem””.",
    )
    second_signature = models.CharField(
        "drugi podpis po stronie Miasta",
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text="Kto jeszcze podpisuje porozumienia, na przykład: Skarbnik Miasta. Jeżeli pole zostanie"
        " puste, jest jedno miejsce na podpis Miasta.",
    )
    fees_allowed = models.BooleanField(
        "organizacja może pobierać opłaty od uczestników",
        default=False,
        db_default=False,
        help_text="Bez zaznaczenia oświadczenie organizacji wyklucza opłaty, a rezerwacja o nie nie pyta."
        " Z zaznaczeniem kwotę podaje organizacja, a rezerwację z opłatą potwierdza pracownik Centrum."
        " Jedno i drugie jest propozycją.",
    )
    mail_note = models.TextField(
        "zasady odbioru korespondencji",
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        help_text="Czytają je organizacje, które mają adres albo skrzynkę w Centrum, na przykład: jakich"
        " przesyłek Centrum nie przyjmuje.",
    )
    controller = models.CharField("administrator danych", max_length=300)
    data_officer = models.CharField(
        "kontakt do inspektora ochrony danych",
        max_length=300,
        blank=True,
        help_text="Jeżeli pole zostanie puste, strona o prywatności i druki odsyłają do urzędu.",
    )

    review_days = models.PositiveSmallIntegerField("dni na rozpatrzenie", default=14)
    clock_starts = models.CharField(
        "termin liczymy", max_length=10, choices=ClockStart, default=ClockStart.FILING
    )
    correction_days = models.PositiveSmallIntegerField(
        "dni na uzupełnienie braków", default=7, help_text="Co najmniej 7 (k.p.a. art. 64 § 2)."
    )
    call_after_days = models.PositiveSmallIntegerField(
        "po ilu dniach dzwonić, gdy nikt nie otworzył pisma", default=5
    )
    draft_days = models.PositiveSmallIntegerField("po ilu dniach usuwać wersje robocze", default=90)
    notice_days = models.PositiveSmallIntegerField("wyprzedzenie rezerwacji (dni robocze)", default=3)
    horizon_days = models.PositiveSmallIntegerField("jak daleko naprzód można rezerwować (dni)", default=92)
    longest_hours = models.PositiveSmallIntegerField("najdłuższa rezerwacja (godziny)", default=12)
    weekly_hours = models.PositiveSmallIntegerField(
        "godziny rezerwacji organizacji w tygodniu",
        default=20,
        null=True,
        blank=True,
        help_text="Sale i sprzęt razem, od poniedziałku do niedzieli, bez dyżurów. Puste: bez limitu.",
    )
    cancel_days = models.PositiveSmallIntegerField(
        "do kiedy organizacja może odwołać potwierdzoną rezerwację (dni robocze wcześniej)",
        default=1,
        help_text="0: do samego początku. Później odwołuje ją pracownik Centrum.",
    )
    guest_days = models.PositiveSmallIntegerField(
        "po ilu dniach usuwać dane osób bez konta",
        default=30,
        db_default=30,
        help_text="Liczone od dnia porady albo wydarzenia, z którego taka osoba skorzystała.",
    )
    guest_persons = models.PositiveSmallIntegerField(
        "ile osób można zapisać na wydarzenie z jednego adresu e-mail",
        default=4,
        db_default=4,
        help_text="Bez konta, na przykład rodzic z dziećmi. Wartość początkowa jest propozycją.",
    )
    agreement_number_pattern = models.CharField(
        "wzór numeru porozumienia",
        max_length=50,
        default="{n}/{rok}",
        help_text="{n} to kolejny numer w roku, {rok} to rok.",
    )

    declaration_published_on = models.DateField("data publikacji strony")
    declaration_updated_on = models.DateField("data ostatniej istotnej aktualizacji strony")
    declaration_prepared_on = models.DateField("data sporządzenia deklaracji dostępności")
    declaration_reviewed_on = models.DateField("data przeglądu deklaracji dostępności", null=True, blank=True)
    building_access = models.TextField("dostępność architektoniczna")
    directions = models.TextField(
        "dojazd", blank=True, help_text="Jak dojść i dojechać do Centrum. Puste: strona każe zapytać."
    )
    sign_language_film = models.URLField(
        "film w języku migowym (PJM)",
        blank=True,
        help_text="Adres filmu o działalności Centrum. Puste: odnośnika nie ma.",
    )

    class Meta:
        triggers = [SHOWN]
        verbose_name = "dane i zasady Centrum"
        verbose_name_plural = "dane i zasady Centrum"
        constraints = [
            models.CheckConstraint(name="centre_is_one_row", condition=models.Q(pk=1)),
            models.CheckConstraint(
                name="centre_review_days_positive",
                condition=models.Q(review_days__gte=1),
                violation_error_message="Na rozpatrzenie potrzebny jest co najmniej jeden dzień.",
            ),
            models.CheckConstraint(
                name="centre_correction_days_enough",
                condition=models.Q(correction_days__gte=7),
                violation_error_message="Na uzupełnienie trzeba dać co najmniej 7 dni (k.p.a. art. 64 § 2).",
            ),
            models.CheckConstraint(
                name="centre_longest_booking_within_a_day",
                condition=models.Q(longest_hours__gte=1, longest_hours__lte=24),
                violation_error_message="Najdłuższa rezerwacja to od 1 do 24 godzin.",
            ),
            models.CheckConstraint(
                name="centre_weekly_hours_some",
                condition=models.Q(weekly_hours=None) | models.Q(weekly_hours__gte=1),
                violation_error_message="Limit tygodniowy to co najmniej godzina; puste pole: bez limitu.",
            ),
            models.CheckConstraint(
                name="centre_guest_days_some",
                condition=models.Q(guest_days__gte=1),
                violation_error_message="Dane osoby bez konta zostają co najmniej jeden dzień po poradzie.",
            ),
            models.CheckConstraint(
                name="centre_guest_persons_some",
                condition=models.Q(guest_persons__range=(1, 50)),
                violation_error_message="Z jednego adresu e-mail może przyjść od 1 do 50 osób.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def printed_arms(self) -> "CityArms | None":
        """Of the city, where the office has sent them."""
        return getattr(self, "arms", None)

    @property
    def address(self) -> str:
        """Of the Centre, in one line."""
        return f"{self.street}, {self.postal_code} {self.city}"

    @property
    def unit_address(self) -> str:
        """Of the office, in one line: it may stand in another town than the Centre."""
        return f"{self.unit_street}, {self.unit_postal_code} {self.unit_city}"

    def declaration_due_on(self, today: date) -> date | None:
        """The declaration is reviewed by 31 March of every year: the day, until this year's was done."""
        last = self.declaration_reviewed_on or self.declaration_prepared_on
        return date(today.year, 3, 31) if last.year < today.year else None
