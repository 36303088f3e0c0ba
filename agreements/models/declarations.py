from typing import Self

from django.db import models, transaction
from django.db.models import Exists, Q

from jcop.models import Centre
from jcop.rules import Ruled


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def current(self) -> Self:
        """What is declared today; that no fees are taken, while the Centre forbids them."""
        forbid = Centre.objects.filter(fees_allowed=False)
        return self.filter(Q(only_without_fees=False) | Exists(forbid), is_current=True)


class Declaration(Ruled):
    """A statement that the applicant makes when filing. Once made by somebody, its words never change."""

    code = models.SlugField("kod", max_length=40)
    version = models.PositiveSmallIntegerField("wersja", default=1, editable=False)
    text = models.TextField("treść", max_length=1000)
    position = models.PositiveSmallIntegerField("kolejność", default=0)
    is_current = models.BooleanField("obowiązuje", default=True)
    only_without_fees = models.BooleanField(
        "tylko gdy opłaty są wykluczone",
        default=False,
        db_default=False,
        help_text="Oświadczenia nie ma, gdy w „danych i zasadach Centrum” opłaty są dozwolone.",
    )

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = "oświadczenie"
        verbose_name_plural = "oświadczenia"
        ordering = ["position", "code", "-version"]
        constraints = [
            models.UniqueConstraint(name="declaration_version_once", fields=["code", "version"]),
            models.UniqueConstraint(
                name="declaration_current_once",
                fields=["code"],
                condition=Q(is_current=True),
                violation_error_message="Obowiązuje już inna wersja tego oświadczenia.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} (wersja {self.version})"

    @transaction.atomic
    def reword(self, text: str) -> "Declaration":
        """Change the words: a new version, if anybody has made the statement in the old ones."""
        if not self.made.exists():
            self.text = text
            self.save(update_fields=["text"])
            return self
        Declaration.objects.filter(pk=self.pk).update(is_current=False)
        newest = Declaration.objects.filter(code=self.code).order_by("-version").values("version")[:1]
        version = newest.get()["version"] + 1
        return Declaration.objects.create(
            code=self.code,
            version=version,
            text=text,
            position=self.position,
            only_without_fees=self.only_without_fees,
        )


class MadeDeclaration(models.Model):
    """That statement, in that version, was made with that request at that moment."""

    request = models.ForeignKey(
        "agreements.ServiceRequest", on_delete=models.CASCADE, related_name="declarations"
    )
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="made")
    made_at = models.DateTimeField("złożono")

    class Meta:
        verbose_name = "złożone oświadczenie"
        verbose_name_plural = "złożone oświadczenia"
        ordering = ["declaration__position", "pk"]
        constraints = [
            models.UniqueConstraint(name="declaration_made_once", fields=["request", "declaration"])
        ]

    def __str__(self) -> str:
        return str(self.declaration)
