from django.db import models


class LoadedFact(models.Model):
    """A fact that `manage.py facts` has loaded. It is never loaded again, whatever the office made of it."""

    key = models.CharField("klucz", max_length=100, primary_key=True)

    class Meta:
        verbose_name = "wczytany fakt"
        verbose_name_plural = "wczytane fakty"
        default_permissions = ()

    def __str__(self) -> str:
        return self.key

    @classmethod
    def is_new(cls, key: str) -> bool:
        """Whether nobody has loaded this fact before; it counts as loaded now."""
        return cls.objects.get_or_create(key=key)[1]
