"""Papers that the Centre publishes: a new version takes the old one's place under the same address."""

import hashlib
from datetime import date
from typing import Any, ClassVar, Self

import pghistory
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.urls import reverse

from jcop.files.scanning import scan
from jcop.files.uploads import PUBLISHED, Format, judge, size_words
from jcop.models.editions import Edition
from jcop.models.pages import SHOWN
from jcop.models.people import User
from jcop.moves import Stateful
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel

NO_FILE = "Najpierw dodaj plik. Bez pliku można opublikować tylko publikację do wglądu w Centrum."


class DocumentQuerySet(models.QuerySet["Document"]):
    def published(self) -> Self:
        return self.filter(state=Document.State.PUBLISHED)

    def with_versions(self) -> Self:
        """With what is told of each version; the bytes stay in the database."""
        return self.prefetch_related(Prefetch("versions", DocumentVersion.objects.without_content()))


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    def without_content(self) -> Self:
        return self.defer("content")


@pghistory.track()
class Document(Ruled, Stateful):
    """A paper of the Centre that residents may read: its address stays, its versions follow each other."""

    class Kind(models.TextChoices):
        RULES = "rules", "regulamin"
        FORM = "form", "formularz"
        DOWNLOAD = "download", "do pobrania"
        PUBLICATION = "publication", "publikacja"

    class State(models.TextChoices):
        DRAFT = "draft", "nieopublikowany"
        PUBLISHED = "published", "opublikowany"
        WITHDRAWN = "withdrawn", "wycofany"

    SOURCES: ClassVar = {
        State.PUBLISHED: frozenset({State.DRAFT, State.WITHDRAWN}),
        State.WITHDRAWN: frozenset({State.PUBLISHED}),
    }

    state = models.CharField("stan", max_length=10, choices=State, default=State.DRAFT, editable=False)
    kind = models.CharField("rodzaj", max_length=12, choices=Kind)
    title = models.CharField("tytuł", max_length=200, db_collation="pl-x-icu", validators=[refuse_pesel])
    slug = models.SlugField(
        "adres",
        max_length=80,
        unique=True,
        blank=True,
        help_text="Końcówka adresu strony. Puste: portal utworzy ją z tytułu. Potem lepiej jej nie zmieniać.",
    )
    lead = models.CharField(
        "opis",
        max_length=300,
        blank=True,
        validators=[refuse_pesel],
        help_text="Jedno zdanie: co to jest i dla kogo.",
    )
    category = models.CharField(
        "dział",
        max_length=80,
        blank=True,
        db_collation="pl-x-icu",
        validators=[refuse_pesel],
        help_text="Śródtytuł na liście, na przykład „Sprawozdawczość”. Puste: bez śródtytułu.",
    )
    position = models.PositiveSmallIntegerField("kolejność", default=0)
    author = models.CharField("autor", max_length=200, blank=True, validators=[refuse_pesel])
    publisher = models.CharField("wydawca", max_length=200, blank=True, validators=[refuse_pesel])
    year = models.PositiveSmallIntegerField("rok wydania", null=True, blank=True)
    is_at_centre = models.BooleanField("do wglądu w Centrum", default=False)
    copies = models.PositiveSmallIntegerField("liczba egzemplarzy w Centrum", null=True, blank=True)
    newest = models.ForeignKey(
        "DocumentVersion", on_delete=models.RESTRICT, null=True, editable=False, related_name="+"
    )
    # Numbers of versions stand in addresses: one that was taken back is not given again.
    versions_made = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
        verbose_name = "dokument"
        verbose_name_plural = "dokumenty"
        ordering = ["kind", "category", "position", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="document_state_known", condition=Q(state__in=["draft", "published", "withdrawn"])
            ),
            models.CheckConstraint(
                name="document_kind_known",
                condition=Q(kind__in=["rules", "form", "download", "publication"]),
            ),
            models.CheckConstraint(
                name="document_published_can_be_read",
                condition=~Q(state="published")
                | Q(newest__isnull=False)
                | Q(kind="publication", is_at_centre=True),
                violation_error_message=NO_FILE,
            ),
            models.CheckConstraint(
                name="document_of_a_year",
                condition=Q(year=None) | Q(year__range=(1800, 2100)),
                violation_error_message="Podaj rok wydania czterema cyframi.",
            ),
            models.CheckConstraint(
                name="document_copies_some",
                condition=Q(copies=None) | Q(copies__gte=1, is_at_centre=True),
                violation_error_message="Liczbę egzemplarzy podaj, gdy publikacja jest do wglądu w Centrum.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.slug])

    @property
    def imprint(self) -> str:
        """„Zofia Zmyślona, Wydawnictwo Przykładowe, 2019”: of what publications tell."""
        return ", ".join(part for part in (self.author, self.publisher, str(self.year or "")) if part)

    @property
    def about(self) -> str:
        """A line for lists: what it is, and of publications who wrote it."""
        return ". ".join(part.rstrip(".") for part in (self.lead, self.imprint) if part)

    @property
    def to_read_at_centre(self) -> str:
        if not self.is_at_centre:
            return ""
        return f"Do wglądu w Centrum{f', egzemplarzy: {self.copies}' if self.copies else ''}"

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    def editions(self, day: date) -> list[Edition]:
        """Each version as it stands on `day`, the latest first."""
        return Edition.on(day, self.versions.all())

    def edition(self, day: date) -> Edition | None:
        """The version in force on `day`; while none is, the first that will be."""
        known = self.editions(day)
        return next((one for one in known if not one.is_to_come), known[-1] if known else None)

    def publish(self) -> Self:
        return self._move(self.State.PUBLISHED)

    def withdraw(self) -> Self:
        """Residents find it no longer; its versions stay, and it may be published again."""
        return self._move(self.State.WITHDRAWN)

    def add_version(self, *, upload: File, valid_from: date, by: User, change_note: str = "") -> None:
        """Put a file in the place of the last one. What it is, its content says."""
        try:
            kind = judge(upload, PUBLISHED)
            scan(upload)
        except ValidationError as error:
            raise ValidationError({"upload": error}) from error
        content = upload.read()
        told = {"valid_from": valid_from, "change_note": change_note.strip(), "added_by": by}
        self._keep(content, format=kind.name, **told)

    @transaction.atomic
    def _keep(self, content: bytes, **told: Any) -> None:
        mine = Document.objects.select_for_update(of=("self",), no_key=True).select_related("newest")
        known = mine.defer("newest__content").get(pk=self.pk)
        sha256 = hashlib.sha256(content).hexdigest()
        if known.newest and known.newest.sha256 == sha256:
            raise ValidationError({"upload": "Ten sam plik jest już ostatnią wersją."})
        number = known.versions_made + 1
        version = DocumentVersion(
            document=self, number=number, content=content, size=len(content), sha256=sha256, **told
        )
        version.full_clean(exclude=["document", "added_by"])
        version.save()
        self._point_to(version, versions_made=number)

    @transaction.atomic
    def take_back(self) -> None:
        """The last file was put up by mistake: its bytes go, the one before it is in its place."""
        Document.objects.select_for_update(no_key=True).get(pk=self.pk)
        last, *before = self.versions.defer("content").order_by("-number")[:2] or [None]
        if last is None:
            raise ValidationError("Ten dokument nie ma pliku.", code="illegal_move")
        self._point_to(before[0] if before else None)
        last.delete()

    def _point_to(self, version: "DocumentVersion | None", **told: Any) -> None:
        Document.objects.filter(pk=self.pk).update(newest=version, **told)
        self.newest = version


@pghistory.track(exclude=["content"])
class DocumentVersion(Ruled):
    """One file of a document, in force from a day until the next one is."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("wersja")
    valid_from = models.DateField("obowiązuje od")
    change_note = models.CharField("co się zmieniło", max_length=300, blank=True, validators=[refuse_pesel])
    format = models.CharField("format", max_length=4, choices=[(kind.name, kind.name) for kind in Format])
    content = models.BinaryField(editable=False)
    size = models.PositiveIntegerField("bajtów")
    sha256 = models.CharField("SHA-256", max_length=64)
    added_at = models.DateTimeField("dodano", auto_now_add=True)
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
        default_permissions = ()
        verbose_name = "wersja dokumentu"
        verbose_name_plural = "wersje dokumentów"
        ordering = ["-valid_from", "-number"]
        constraints = [
            models.UniqueConstraint(name="document_version_once", fields=["document", "number"]),
            models.CheckConstraint(
                name="document_version_says_what_changed",
                condition=Q(number=1) | ~Q(change_note=""),
                violation_error_message="Napisz jednym zdaniem, co się zmieniło.",
            ),
            models.CheckConstraint(
                name="document_version_is_whole",
                condition=Q(size__gt=0, number__gt=0, sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, wersja {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("document_version", args=[self.document.slug, self.number])

    @property
    def size_words(self) -> str:
        return size_words(self.size)

    @property
    def content_type(self) -> str:
        return Format[self.format].content_type

    @property
    def extension(self) -> str:
        return Format[self.format].extensions[0]
