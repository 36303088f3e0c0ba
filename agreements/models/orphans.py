from django.db import models
from django.utils import timezone


class OrphanFile(models.Model):
    """A file that no row named when the nightly sweep looked: deleted by a later one, if that still holds.

    The mark stands in the database and not on the disk: a database that was restored, or is empty, has
    no marks, and so deletes nothing.
    """

    name = models.CharField("plik", max_length=255, unique=True)
    marked_at = models.DateTimeField("zauważono", default=timezone.now)

    class Meta:
        verbose_name = "plik bez wiersza"
        verbose_name_plural = "pliki bez wiersza"
        ordering = ["marked_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
