"""Every address of the portal begins here."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from jcop import feeds, views
from jcop.style import style

urlpatterns = [
    path("", views.home, name="home"),
    path("godziny-otwarcia/", views.opening_hours, name="hours"),
    path("godziny-otwarcia/druk/", views.print_hours, name="print_hours"),
    path("godziny-otwarcia.ics", feeds.hours_feed, name="hours_feed"),
    path("dyzury/", views.duties, name="duties"),
    path("zasady/", views.house_rules, name="house_rules"),
    path("aktualnosci/", views.announcements, name="announcements"),
    path("aktualnosci/archiwum/", views.announcements_archive, name="announcements_archive"),
    path("aktualnosci/<slug:slug>/", views.announcement, name="announcement"),
    path("jak-skorzystac/", views.how_to_use, name="how_to_use"),
    path("dokumenty/", views.documents, name="documents"),
    path("kontakt/", views.contact, name="contact"),
    path("deklaracja-dostepnosci/", views.accessibility, name="accessibility"),
    path("prywatnosc/", views.privacy, name="privacy"),
    path("styl/", admin.site.admin_view(style), name="style"),
    path("healthz/live/", views.live, name="live"),
    path("healthz/ready/", views.ready, name="ready"),
    path("konto/", include("jcop.account_urls")),
    path("", include("organizations.urls")),
    path("", include("agreements.urls")),
    path("", include("bookings.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "jcop.errors.bad_request"
handler403 = "jcop.errors.permission_denied"
handler404 = "jcop.errors.page_not_found"
handler429 = "jcop.errors.too_many_requests"
handler500 = "jcop.errors.server_error"

if settings.DEMO:
    urlpatterns.append(path("demo/", include("jcop.demo_urls")))
