"""The buttons of an agreement at the desk: who may do what, when, and what is asked before."""

from agreements.admin import agreement_forms as forms
from agreements.models import Agreement
from jcop.admin.moves import Move
from jcop.templatetags.polish import dzien

PAPER = "file_agreement"
KEPT = " Podpisany komplet jest w Referacie i nie trzeba go składać ponownie, jeżeli dostanie nowy numer."
MOVES = [
    Move(
        Agreement.conclude,
        "Zatwierdź porozumienie",
        "conclude_agreement",
        form=forms.ConcludeForm,
        takes_user=True,
        allowed=lambda agreement: (
            agreement.may_move(Agreement.State.CONCLUDED) and agreement.organization.may_start
        ),
    ),
    Move(
        Agreement.record_signatures,
        "Odnotuj, kto podpisał",
        PAPER,
        form=forms.SignaturesForm,
        takes_user=True,
        allowed=lambda agreement: agreement.may_record_signatures,
    ),
    Move(
        Agreement.attach_scan,
        "Dołącz skan",
        PAPER,
        form=forms.ScanForm,
        takes_user=True,
        allowed=lambda agreement: agreement.state == Agreement.State.CONCLUDED,
    ),
    Move(
        Agreement.hand_over,
        "Wydaj egzemplarz",
        PAPER,
        form=forms.HandOverForm,
        allowed=lambda agreement: agreement.may_hand_over,
    ),
    Move(
        Agreement.remark,
        "Zmień uwagi",
        PAPER,
        form=forms.RemarksForm,
        allowed=lambda agreement: bool(agreement.number),
    ),
    Move(
        Agreement.draft_amendment,
        "Przygotuj aneks do podpisu",
        PAPER,
        form=forms.DraftAmendmentForm,
        takes_user=True,
        allowed=lambda agreement: agreement.may_amend,
    ),
    Move(
        Agreement.amend,
        "Wprowadź aneks",
        "conclude_agreement",
        form=forms.AmendForm,
        takes_user=True,
        allowed=lambda agreement: agreement.may_amend,
        told=lambda agreement: f"Zmienia się porozumienie nr {agreement.number}: wprowadzono aneks.",
    ),
    Move(
        Agreement.draft_renewal,
        "Przygotuj przedłużenie do podpisu",
        PAPER,
        form=forms.DraftRenewalForm,
        takes_user=True,
        allowed=lambda agreement: agreement.may_renew,
    ),
    Move(
        Agreement.renew,
        "Przedłuż porozumienie",
        "conclude_agreement",
        form=forms.RenewForm,
        takes_user=True,
        allowed=lambda agreement: agreement.may_renew,
    ),
    Move(
        Agreement.withdraw_draft,
        "Wycofaj komplet zmiany do podpisu",
        PAPER,
        form=forms.WithdrawDraftForm,
        allowed=lambda agreement: bool(agreement.drafts_to_sign),
    ),
    Move(
        Agreement.decline_request,
        "Zamknij zgłoszenie bez zmian",
        PAPER,
        form=forms.DeclineRequestForm,
        allowed=lambda agreement: bool(agreement.waiting_requests),
    ),
    Move(
        Agreement.go_on,
        "Cofnij rozwiązanie",
        "end_agreement",
        form=forms.EndReasonForm,
        allowed=lambda agreement: agreement.may_go_on,
    ),
    Move(
        Agreement.terminate,
        "Rozwiąż porozumienie",
        "end_agreement",
        form=forms.TerminateForm,
        allowed=lambda agreement: agreement.may_terminate,
        told=lambda agreement: (
            f"Porozumienie nr {agreement.number} kończy się z dniem {dzien(agreement.terminated_on)}"
            f" ({agreement.end_words}). Powód rozwiązania: {agreement.end_reason}"
        ),
    ),
    Move(
        Agreement.annul,
        "Anuluj numer",
        "end_agreement",
        Agreement.State.ANNULLED,
        forms.EndReasonForm,
        told=lambda agreement: (
            f"Numer porozumienia {agreement.as_annulled.number} jest anulowany."
            f" Powód: {agreement.as_annulled.end_reason.rstrip('.')}."
            + (KEPT if agreement.as_annulled.number_of_id else "")
        ),
    ),
]
