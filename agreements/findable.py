"""What residents can find of organisations: those in the public directory."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, Promotion, Service
from agreements.models.promotions import PromotionQuerySet
from jcop.findable import HITS, Hit, Kind, saying
from organizations.models.organizations import OrganizationQuerySet


def found(words: list[str]) -> list[Kind]:
    organizations = saying(_listed(), words, "name").order_by("name")
    offer = saying(Service.objects.offered(), words, "name", "description")
    announced = saying(_shown(), words, "title", "text", "place", "organization__name")
    return [
        Kind(
            "Wydarzenia organizacji i wolontariat",
            [Hit(row.title, row.get_absolute_url(), row.text) for row in announced[:HITS]],
        ),
        Kind(
            "Co oferuje Centrum",
            [Hit(row.name, reverse("how_to_use"), row.description) for row in offer[:HITS]],
        ),
        Kind(
            "Organizacje",
            [Hit(row.name, _address(row.key), row.get_legal_form_display()) for row in organizations[:HITS]],
        ),
    ]


def addresses() -> Iterator[str]:
    for key in _listed().order_by("name").values_list("key", flat=True):
        yield _address(key)
    for row in _shown():
        yield row.get_absolute_url()


def _listed() -> OrganizationQuerySet:
    return Agreement.objects.in_force(timezone.localdate()).parties().listed()


def _shown() -> PromotionQuerySet:
    return Promotion.objects.shown(timezone.localdate())


def _address(key: str) -> str:
    return reverse("agreements:directory_entry", args=[key])
