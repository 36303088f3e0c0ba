"""What the register and the page of an agreement say, cell by cell."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agreements.models import Agreement
from jcop.accounts.desk import link_to
from jcop.templatetags.polish import dzien, odmiana


class AgreementCells:
    """Each method is one column of the list or one line of the page."""

    @admin.display(description="porozumienie", ordering="number")
    def title(self, agreement: Agreement) -> SafeString | str:
        """A cancelled number stays in the register, crossed out."""
        if agreement.state == Agreement.State.ANNULLED:
            return format_html("<s>nr {}</s>", agreement.number)
        return f"nr {agreement.number}" if agreement.number else "bez numeru"

    @admin.display(description="stan")
    def status(self, agreement: Agreement) -> str:
        return agreement.status(timezone.localdate())

    @admin.display(description="strona", ordering="organization__name")
    def party(self, agreement: Agreement) -> str:
        return agreement.party_name or agreement.organization.name

    @admin.display(description="nr w rejestrze lub ewidencji")
    def registration(self, agreement: Agreement) -> str:
        return agreement.organization.registration

    @admin.display(description="zakres")
    def scope(self, agreement: Agreement) -> str:
        return agreement.scope or "–"

    @admin.display(description="czas trwania", ordering="valid_from")
    def term(self, agreement: Agreement) -> str:
        return agreement.term or "–"

    @admin.display(description="egzemplarze")
    def copies(self, agreement: Agreement) -> str:
        return agreement.copies_words or "–"

    @admin.display(description="organizacja")
    def organization_link(self, agreement: Agreement) -> SafeString:
        return link_to(agreement.organization)

    @admin.display(description="zapotrzebowanie")
    def request_link(self, agreement: Agreement) -> SafeString | str:
        return link_to(agreement.request) if agreement.request else "bez zapotrzebowania"

    @admin.display(description="zatwierdził(a)")
    def approver(self, agreement: Agreement) -> str:
        return str(agreement.concluded_by or "–")

    @admin.display(description="przyznane świadczenia")
    def granted(self, agreement: Agreement) -> SafeString | str:
        rows = [
            (grant, dzien(grant.valid_from), f" do {dzien(grant.valid_until)}" if grant.valid_until else "")
            for grant in agreement.grants.all()
        ]
        if rows:
            return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: od {}{}</li>", rows))
        if services := agreement.to_grant:
            items = format_html_join("", "<li>{}</li>", [(service,) for service in services])
            return format_html("Z chwilą zatwierdzenia:<ul>{}</ul>", items)
        return "żadne"

    @admin.display(description="aneksy")
    def amended(self, agreement: Agreement) -> SafeString | str:
        rows = [
            (amendment.number, dzien(amendment.signed_on), validity, amendment.changes)
            for amendment, validity in agreement.amendments_in_turn()
        ]
        item = "<li>nr {} z {} {}: {}</li>"
        return format_html("<ul>{}</ul>", format_html_join("", item, rows)) if rows else "brak"

    @admin.display(description="przedłużenia")
    def renewed(self, agreement: Agreement) -> SafeString | str:
        links = [("przedłuża", agreement.renews), ("przedłużone przez", agreement.renewal)]
        rows = [
            (words, reverse("admin:agreements_agreement_change", args=[other.pk]), other)
            for words, other in links
            if other
        ]
        return format_html_join("; ", '{} <a href="{}">{}</a>', rows) or "–"

    @admin.display(description="komplety zmian do podpisu")
    def drafted(self, agreement: Agreement) -> SafeString | str:
        rows = [
            (
                reverse("admin:agreements_agreement_draft", args=[agreement.pk, draft.pk]),
                str(draft).capitalize(),
                dzien(draft.made_at),
            )
            for draft in agreement.drafts.all()
        ]
        item = '<li><a href="{}">{} (PDF)</a>, {}</li>'
        return format_html("<ul>{}</ul>", format_html_join("", item, rows)) if rows else "nie przygotowano"

    @admin.display(description="zgłoszenia organizacji")
    def asked(self, agreement: Agreement) -> SafeString | str:
        rows = [
            (
                dzien(asked.asked_at),
                asked.get_state_display(),
                f" ({asked.reason})" if asked.reason else "",
                asked,
            )
            for asked in agreement.change_requests.all()
        ]
        item = "<li>{}, {}{} – {}</li>"
        return format_html("<ul>{}</ul>", format_html_join("", item, rows)) if rows else "brak"

    @admin.display(description="podpisy organizacji")
    def signed(self, agreement: Agreement) -> SafeString | str:
        required = agreement.organization.signatures_required
        names = "; ".join(map(str, agreement.signatures.all()))
        if not names:
            return f"nie odnotowano, kto podpisał; wymagana liczba podpisów: {required}"
        if missing := agreement.missing_signatures():
            return format_html(
                "{} <strong>Brakuje: {} z {}. To brak formalny: można wezwać do uzupełnienia.</strong>",
                names,
                missing,
                required,
            )
        return f"{names} (wymagana liczba podpisów: {required})"

    @admin.display(description="skan")
    def scanned(self, agreement: Agreement) -> SafeString | str:
        rows = [
            (
                reverse("admin:agreements_agreement_scan", args=[agreement.pk, scan.pk]),
                dzien(scan.uploaded_at),
            )
            for scan in agreement.scans.all()
        ]
        return format_html_join("; ", '<a href="{}">skan z {} (PDF)</a>', rows) or "nie dołączono"

    @admin.display(description="egzemplarz organizacji")
    def handed_over(self, agreement: Agreement) -> str:
        if agreement.handed_over_on is None:
            return "nie wydano"
        copies = agreement.handed_over_copies or 0
        words = odmiana(copies, "egzemplarz,egzemplarze,egzemplarzy")
        return f"{dzien(agreement.handed_over_on)}, {copies} {words}, {agreement.handed_over_to}".rstrip(", ")

    @admin.display(description="zakończenie")
    def ended(self, agreement: Agreement) -> str:
        parts = [agreement.end_words] if agreement.end_mode else []
        if agreement.terminated_on:
            parts.append(f"ostatni dzień: {dzien(agreement.terminated_on)}")
        return "; ".join([*parts, agreement.end_reason]) if agreement.end_reason else "–"
