from django.urls import path

from agreements import views

app_name = "agreements"
urlpatterns = [
    path("organizacje/", views.directory, name="directory"),
    path("organizacje/<str:key>/", views.directory_entry, name="directory_entry"),
    path("dokumenty/<slug:kind>.pdf", views.blank_document, name="blank_document"),
    path("panel/<str:key>/zapotrzebowania/", views.requests, name="requests"),
    path("panel/<str:key>/zapotrzebowania/zloz/", views.submit_request, name="submit_request"),
    path("panel/<str:key>/zapotrzebowania/<int:pk>/", views.request_detail, name="request"),
    path("panel/<str:key>/zapotrzebowania/<int:pk>/komplet.pdf", views.signing_set, name="set"),
    path(
        "panel/<str:key>/zapotrzebowania/<int:pk>/wycofaj/",
        views.withdraw_request,
        name="withdraw_request",
    ),
    path("panel/<str:key>/porozumienia/", views.agreements, name="agreements"),
    path("panel/<str:key>/porozumienia/<int:pk>/", views.agreement, name="agreement"),
]
