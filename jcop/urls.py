"""Every address of the portal begins here."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from jcop.admin.rich_text import clean_pasted
from jcop.centre import feeds
from jcop.views import documents, news, pages, process, time
from jcop.views.style import style

urlpatterns = [
    path("", time.home, name="home"),
    path("godziny-otwarcia/", time.opening_hours, name="hours"),
    path("godziny-otwarcia/druk/", time.print_hours, name="print_hours"),
    path("godziny-otwarcia.ics", feeds.hours_feed, name="hours_feed"),
    path("dyzury/", time.duties, name="duties"),
    path("zasady/", time.house_rules, name="house_rules"),
    path("aktualnosci/", news.announcements, name="announcements"),
    path("aktualnosci/rss/", news.AnnouncementFeed(), name="announcements_feed"),
    path("aktualnosci/archiwum/", news.announcements_archive, name="announcements_archive"),
    path(
        "aktualnosci/archiwum/<int:year>/<int:month>/", news.announcements_month, name="announcements_month"
    ),
    path(
        "aktualnosci/zdjecia/<int:pk>-<slug:digest>.jpg",
        news.announcement_picture,
        name="announcement_picture",
    ),
    path("aktualnosci/<slug:slug>/", news.announcement, name="announcement"),
    path("jak-skorzystac/", pages.how_to_use, name="how_to_use"),
    path("dokumenty/", documents.documents, name="documents"),
    path("dokumenty/<slug:slug>/", documents.document, name="document"),
    path("dokumenty/<slug:slug>/plik/", documents.document_file, name="document_file"),
    path("dokumenty/<slug:slug>/wersje/<int:number>/", documents.document_version, name="document_version"),
    path("dokumenty/<slug:slug>/wersje/<int:number>/plik/", documents.version_file, name="version_file"),
    path("kontakt/", pages.contact, name="contact"),
    path("kontakt/mapa-<slug:digest>.jpg", pages.map_picture, name="map_picture"),
    path("deklaracja-dostepnosci/", pages.accessibility, name="accessibility"),
    path("prywatnosc/", pages.privacy, name="privacy"),
    path("o-centrum/", pages.about, name="about"),
    path("doradztwo/", pages.advice, name="advice"),
    path("polecamy/", pages.recommended, name="recommended"),
    path("mapa-strony/", pages.site_map, name="site_map"),
    path("szukaj/", pages.search, name="search"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
    path("robots.txt", pages.robots, name="robots"),
    path(".well-known/security.txt", pages.security, name="security"),
    path("styl/", admin.site.admin_view(style), name="style"),
    path("healthz/live/", process.live, name="live"),
    path("healthz/ready/", process.ready, name="ready"),
    path("healthz/worker/", process.worker, name="worker"),
    path("konto/", include("jcop.accounts.urls")),
    path("", include("organizations.urls")),
    path("", include("agreements.urls")),
    path("", include("bookings.urls")),
    path("admin/wklejony-tekst/", admin.site.admin_view(clean_pasted), name="clean_pasted"),
    path("admin/", admin.site.urls),
]

handler400 = "jcop.views.errors.bad_request"
handler403 = "jcop.views.errors.permission_denied"
handler404 = "jcop.views.errors.page_not_found"
handler429 = "jcop.views.errors.too_many_requests"
handler500 = "jcop.views.errors.server_error"

if settings.DEMO:
    urlpatterns.append(path("demo/", include("jcop.demo.urls")))
