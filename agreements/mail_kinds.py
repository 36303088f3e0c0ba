"""What mails about requests, agreements and their neighbours are about."""

from django.db.models import TextChoices


class Mail(TextChoices):
    REQUEST_SUBMITTED = "request_submitted", "złożono zapotrzebowanie"
    CORRECTION_RECEIVED = "correction_received", "wpłynęło uzupełnienie"
    SET_RECEIVED = "set_received", "wpłynął podpisany komplet"
    TERM_BEGUN = "term_begun", "termin rozpatrzenia biegnie od nowa"
    TERM_MOVED = "term_moved", "zmienił się ostatni dzień terminu rozpatrzenia"
    REQUEST_ACCEPTED = "request_accepted", "rozpatrzono pozytywnie"
    NEW_SET_AWAITED = "new_set_awaited", "czeka komplet na przyznane świadczenia"
    LETTER_ISSUED = "letter_issued", "wydano pismo"
    MESSAGE_SENT = "message_sent", "wiadomość od Referatu"
    CORRECTION_ENDS = "correction_ends", "kończy się termin na uzupełnienie"
    LAST_DAY = "last_day", "ostatni dzień roboczy terminu"
    TERM_PASSED = "term_passed", "minął termin rozpatrzenia"
    OVERDUE = "overdue", "sprawa po terminie"
    AGREEMENT_CONCLUDED = "agreement_concluded", "zawarto porozumienie"
    AGREEMENT_TERMINATED = "agreement_terminated", "rozwiązano porozumienie"
    AGREEMENT_AMENDED = "agreement_amended", "zawarto aneks"
    CHANGE_DRAFTED = "change_drafted", "aneks albo przedłużenie do podpisu"
    AGREEMENT_ENDS = "agreement_ends", "porozumienie wkrótce wygasa"
    MAIL_ARRIVED = "mail_arrived", "przyszła korespondencja"
    PROMOTION_APPROVED = "promotion_approved", "ogłoszenie opublikowane"
    PROMOTION_RETURNED = "promotion_returned", "ogłoszenie do poprawy"
    PROMOTION_TAKEN_DOWN = "promotion_taken_down", "ogłoszenie zdjęte"
    DIGEST = "digest", "przegląd dnia"
