from django.urls import path

from agreements.views import agreements, attachments, directory, requests

app_name = "agreements"
urlpatterns = [
    path("organizacje/", directory.directory, name="directory"),
    path("organizacje/<str:key>/", directory.directory_entry, name="directory_entry"),
    path("dokumenty/<slug:kind>.pdf", directory.blank_document, name="blank_document"),
    path("panel/<str:key>/zapotrzebowania/", requests.requests, name="requests"),
    path("panel/<str:key>/zapotrzebowania/zloz/", requests.submit_request, name="submit_request"),
    path("panel/<str:key>/zapotrzebowania/<int:pk>/", requests.request_detail, name="request"),
    path("panel/<str:key>/zapotrzebowania/<int:pk>/komplet.pdf", requests.signing_set, name="set"),
    path(
        "panel/<str:key>/zapotrzebowania/<int:pk>/wycofaj/",
        requests.withdraw_request,
        name="withdraw_request",
    ),
    path("panel/<str:key>/zapotrzebowania/<int:pk>/zalaczniki/", attachments.attachments, name="attachments"),
    path(
        "panel/<str:key>/zapotrzebowania/<int:pk>/zalaczniki/<int:attachment_pk>/",
        attachments.attachment,
        name="attachment",
    ),
    path(
        "panel/<str:key>/zapotrzebowania/<int:pk>/zalaczniki/<int:attachment_pk>/usun/",
        attachments.remove_attachment,
        name="remove_attachment",
    ),
    path("panel/<str:key>/porozumienia/", agreements.agreements, name="agreements"),
    path("panel/<str:key>/porozumienia/<int:pk>/", agreements.agreement, name="agreement"),
]
