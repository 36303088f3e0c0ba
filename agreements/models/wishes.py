from django.db import models

from agreements.models.services import Detail, Service
from jcop.rules import Ruled


class RequestedService(Ruled):
    """One service chosen in a request, with what the organisation wrote about its need."""

    request = models.ForeignKey("agreements.ServiceRequest", on_delete=models.CASCADE, related_name="wishes")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField("odpowiedzi", default=dict, blank=True)
    is_declined = models.BooleanField("nieprzyznane", default=False, editable=False)

    class Meta:
        verbose_name = "wybrane świadczenie"
        verbose_name_plural = "wybrane świadczenia"
        ordering = ["service__position", "pk"]
        constraints = [models.UniqueConstraint(name="service_requested_once", fields=["request", "service"])]

    def __str__(self) -> str:
        return self.service.name

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Label and words of each answer that was given, in the order of the form."""
        return [(str(detail.label), self.answers[detail]) for detail in Detail if self.answers.get(detail)]
