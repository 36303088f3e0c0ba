from django.urls import path

from agreements.views import (
    agreements,
    announcing,
    attachments,
    directory,
    filing,
    mail,
    promotions,
    requests,
)

app_name = "agreements"
REQUEST = "panel/<str:key>/zapotrzebowania/<int:pk>/"
urlpatterns = [
    path("organizacje/", directory.directory, name="directory"),
    path("organizacje/<str:key>/", directory.directory_entry, name="directory_entry"),
    path("wydarzenia-organizacji/", promotions.promotions, {"kind": "event"}, name="events"),
    path("wydarzenia-organizacji/<str:key>/", promotions.promotion, {"kind": "event"}, name="event"),
    path("wolontariat/", promotions.promotions, {"kind": "volunteering"}, name="volunteering"),
    path("wolontariat/<str:key>/", promotions.promotion, {"kind": "volunteering"}, name="volunteering_post"),
    path("dokumenty/<slug:kind>.pdf", directory.blank_document, name="blank_document"),
    path("panel/<str:key>/zapotrzebowania/", requests.requests, name="requests"),
    path("panel/<str:key>/zapotrzebowania/zloz/", filing.submit_request, name="submit_request"),
    path(REQUEST, requests.request_detail, name="request"),
    path(f"{REQUEST}swiadczenia/", filing.request_services, name="request_services"),
    path(f"{REQUEST}szczegoly/", filing.request_details, name="request_details"),
    path(f"{REQUEST}podpisy/", filing.request_signing, name="request_signing"),
    path(f"{REQUEST}sprawdzenie/", filing.request_check, name="request_check"),
    path(f"{REQUEST}kopiuj/", filing.copy_request, name="copy_request"),
    path(f"{REQUEST}wycofaj/", filing.withdraw_request, name="withdraw_request"),
    path(f"{REQUEST}komplet.pdf", requests.signing_set, name="set"),
    path(f"{REQUEST}komplet/<slug:part>.pdf", requests.set_part, name="set_part"),
    path(f"{REQUEST}nowy-wydruk/", requests.print_anew, name="print_anew"),
    path(f"{REQUEST}wiadomosci/", requests.conversation, name="conversation"),
    path(f"{REQUEST}pisma/<int:letter_pk>/", requests.letter, name="letter"),
    path(f"{REQUEST}pisma/<int:letter_pk>/pismo.pdf", requests.letter_file, name="letter_file"),
    path(f"{REQUEST}zalaczniki/", attachments.attachments, name="attachments"),
    path(f"{REQUEST}zalaczniki/<int:attachment_pk>/", attachments.attachment, name="attachment"),
    path(
        f"{REQUEST}zalaczniki/<int:attachment_pk>/usun/",
        attachments.remove_attachment,
        name="remove_attachment",
    ),
    path("panel/<str:key>/porozumienia/", agreements.agreements, name="agreements"),
    path("panel/<str:key>/porozumienia/<int:pk>/", agreements.agreement, name="agreement"),
    path("panel/<str:key>/porozumienia/<int:pk>/skan.pdf", agreements.scan, name="scan"),
    path(
        "panel/<str:key>/porozumienia/<int:pk>/komplety/<int:draft_pk>.pdf",
        agreements.change_set,
        name="change_set",
    ),
    path("panel/<str:key>/ogloszenia/", announcing.own_promotions, name="own_promotions"),
    path("panel/<str:key>/ogloszenia/nowe/<slug:kind>/", announcing.send_promotion, name="send_promotion"),
    path("panel/<str:key>/ogloszenia/<int:pk>/", announcing.correct_promotion, name="correct_promotion"),
    path(
        "panel/<str:key>/ogloszenia/<int:pk>/wycofaj/",
        announcing.withdraw_promotion,
        name="withdraw_promotion",
    ),
    path("panel/<str:key>/korespondencja/", mail.mail, name="mail"),
    path("panel/<str:key>/korespondencja/<int:pk>/cofnij/", mail.remove_collector, name="remove_collector"),
]
