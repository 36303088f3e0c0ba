from typing import Any

from django.db import models

from jcop.jobs import enqueue
from organizations.models import Organization


def party_words(organization: Organization) -> dict[str, str]:
    """What the documents say of an organisation, as plain values."""
    return {
        "name": organization.name,
        "legal_form": organization.get_legal_form_display(),
        "registration": organization.registration,
        "nip": organization.nip or "",
        "regon": organization.regon or "",
        "address": organization.address,
        "contact_line": organization.contact_line,
        "representation": organization.representation,
    }


class RequestVersion(models.Model):
    """What a request said when it was sent: the printed set is made from this and from nothing else.

    Every page of the set carries the number. A change of what is printed makes a new version; the old
    ones stay, so that the clerk sees the difference and the signed paper can be told from its successors.
    """

    request = models.ForeignKey(
        "agreements.ServiceRequest", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("wydruk")
    content = models.JSONField("treść")
    made_at = models.DateTimeField("utworzono", auto_now_add=True)

    class Meta:
        verbose_name = "wersja zapotrzebowania"
        verbose_name_plural = "wersje zapotrzebowania"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="version_once", fields=["request", "number"])]

    def __str__(self) -> str:
        return f"wydruk {self.number}"

    @property
    def lines(self) -> list[str]:
        """The content as lines that can be read and compared."""
        organization = self.content["organization"]
        people = (
            f"Podpisuje: {one['name']} – {one['function']}"
            for one in self.content["signatories"]
            if one["name"]
        )
        wishes = (
            f"{wish['service']} – {label}: {words}" if words else str(wish["service"])
            for wish in self.content["wishes"]
            for label, words in wish["lines"] or [["", ""]]
        )
        beside = (self.content.get("contact"), self.content.get("period"))
        need = (f"Opis potrzeby: {self.content['need']}",) if self.content.get("need") else ()
        lines = [str(line) for line in (*organization.values(), *beside) if line]
        return [*lines, *people, *wishes, *need]

    def says(self, content: dict[str, Any]) -> bool:
        """Whether it says that; what an older release had no place for makes no other version."""
        before = content | {"contact": "", "period": "", "need": ""} | self.content
        before["organization"] = content["organization"] | self.content["organization"]
        return before == content

    def differences(self, earlier: "RequestVersion") -> list[tuple[str, str]]:
        """(„dodano” or „usunięto”, line) of what this version says otherwise than `earlier`."""
        old, new = earlier.lines, self.lines
        return [
            *(("usunięto", line) for line in old if line not in new),
            *(("dodano", line) for line in new if line not in old),
        ]

    @classmethod
    def of(cls, request: Any) -> "RequestVersion":
        """The newest version, made anew when the request now says something else. Its row is locked."""
        newest: RequestVersion | None = request.versions.first()
        content = request.printed()
        if newest and newest.says(content):
            return newest
        number = newest.number + 1 if newest else 1
        version: RequestVersion = request.versions.create(number=number, content=content)
        enqueue("prepare_set", version_id=version.pk)
        return version
