"""The version of what residents see: one number, raised at the commit of whatever they can see."""

import pgtrigger
from django.db import models

# On every model that a page for residents shows. A statement tells, the commit raises: the deferred
# trigger of PageChange holds the one row no longer than the commit takes.
SHOWN = pgtrigger.Trigger(
    name="shown_to_residents",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF current_setting('jcop.change', true) IS DISTINCT FROM txid_current()::text THEN
            PERFORM set_config('jcop.change', txid_current()::text, true);
            INSERT INTO jcop_pagechange DEFAULT VALUES;
        END IF;
        RETURN NULL;
    """,
)


class PageVersion(models.Model):
    """One row, once anything was ever shown: pages in memory are good while it says what it said then."""

    version = models.BigIntegerField("wersja", default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="page_version_is_one_row", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return str(self.version)


class PageChange(models.Model):
    """A transaction that changed something residents see; gone again when it is committed."""

    class Meta:
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="raise_page_version",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                    INSERT INTO jcop_pageversion (id, version) VALUES (1, 1)
                    ON CONFLICT (id) DO UPDATE SET version = jcop_pageversion.version + 1;
                    DELETE FROM jcop_pagechange WHERE id = NEW.id;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
