"""Pages of words: how the Centre works, where it is, what the law asks a portal to say."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_of
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jcop.files.pictures import FOR_GOOD, sent
from jcop.findable import PAGES, Kind, providers
from jcop.forms import SearchForm
from jcop.models import Centre, Link, MapPicture
from jcop.pages import for_residents


@require_safe
@for_residents()
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/about.html")


@require_safe
@for_residents()
def advice(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/advice.html")


@require_safe
@for_residents()
def recommended(request: HttpRequest) -> HttpResponse:
    """Pages of others that the office recommends; there is no such page while there are none."""
    links = Link.objects.shown()
    if not links:
        raise Http404
    return render(request, "jcop/recommended.html", {"links": links})


@require_safe
@for_residents()
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/site_map.html", {"sections": PAGES})


@require_safe
@for_residents("q")
def search(request: HttpRequest) -> HttpResponse:
    """Words looked for in everything residents may read; the results by kind."""
    form = SearchForm(request.GET or None)
    kinds: list[Kind] = []
    if form.is_valid():
        kinds = [kind for provider in providers() for kind in provider.found(form.words) if kind.hits]
    return render(request, "jcop/search.html", {"form": form, "kinds": kinds})


@require_safe
@for_residents()
def how_to_use(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/how_to_use.html")


@require_safe
@for_residents()
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/contact.html", {"map": MapPicture.objects.defer("content").first()})


@require_safe
def map_picture(request: HttpRequest, digest: str) -> HttpResponse:
    """Where the Centre is, kept by browsers for good."""
    return sent(request, MapPicture.objects.filter(digest__startswith=digest), kept=FOR_GOOD)


@require_safe
@for_residents()
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/accessibility.html")


@require_safe
@for_residents()
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/privacy.html", {"traces_kept_days": settings.TRACES_KEPT_DAYS})


class Addresses(Sitemap):
    """Every page that residents may read, of every app."""

    def items(self) -> list[str]:
        return [address for provider in providers() for address in provider.addresses()]

    def location(self, item: str) -> str:
        return item


@require_safe
@for_residents()
def sitemap(request: HttpRequest) -> HttpResponse:
    protocol = "https" if settings.HTTPS else "http"
    addresses = Addresses()
    addresses.protocol = protocol
    response = sitemap_of(request, {"portal": addresses})
    response.render()
    return response


@require_safe
@for_residents()
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what residents read; the rest asks to sign in anyway."""
    closed = ("/panel/", "/admin/", "/konto/", "/demo/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
@for_residents()
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness of the portal (RFC 9116): to the office that runs it, else to the Centre."""
    centre = Centre.objects.get()
    expires = timezone.localdate() + timedelta(days=180)
    lines = [f"Contact: mailto:{email}" for email in (centre.unit_email, centre.email)]
    lines += [f"Expires: {expires}T00:00:00Z", "Preferred-Languages: pl, en"]
    lines.append(f"Canonical: {settings.SITE_URL}{reverse('security')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
