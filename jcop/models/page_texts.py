import pghistory
from django.db import models
from django.urls import reverse

from jcop.models.pages import SHOWN


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PageText(models.Model):
    """What the office adds, in its own words, at the end of a page whose other words are fixed."""

    class Page(models.TextChoices):
        """Named as the addresses are."""

        ABOUT = "about", "O Centrum"
        HOW_TO_USE = "how_to_use", "Jak skorzystać"
        ADVICE = "advice", "Doradztwo"
        DOCUMENTS = "documents", "Dokumenty"
        CONTACT = "contact", "Kontakt"
        DUTIES = "duties", "Dyżury"
        HOURS = "hours", "Godziny otwarcia"
        RECOMMENDED = "recommended", "Polecamy"
        PRIVACY = "privacy", "Prywatność"

    page = models.CharField("strona", max_length=20, choices=Page, unique=True)
    heading = models.CharField("nagłówek", max_length=150)
    body = models.TextField("treść")

    class Meta:
        triggers = [SHOWN]
        verbose_name = "dopisek na stronie"
        verbose_name_plural = "dopiski na stronach"
        ordering = ["page"]

    def __str__(self) -> str:
        return f"{self.get_page_display()}: {self.heading}"

    def get_absolute_url(self) -> str:
        return reverse(self.page)
