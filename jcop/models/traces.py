"""What happened to accounts and to who may do what: kept by number for a set term, past every name."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now

# On every table whose rows are only added and are kept for a term, counted from their column `at`. The only
# way past these is the database's function jcop_delete_expired (jcop.accounts.traces). What of a row
# may change is said by another trigger of its table.
KEPT_FOR_A_TERM = [
    pgtrigger.Trigger(
        name="kept_for_its_term",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func="""
            IF OLD.at < NULLIF(current_setting('jcop.expired.' || TG_TABLE_NAME, true), '')::timestamptz THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'rows of % are deleted by jcop_delete_expired alone', TG_TABLE_NAME;
        """,
    ),
    pgtrigger.Trigger(
        name="never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'rows of % are deleted by jcop_delete_expired alone', TG_TABLE_NAME;",
    ),
]


class Trace(models.Model):
    """One act. Accounts and organisations are plain numbers, which outlive what they point to.

    Rows of tables are watched by triggers, so that scripts and SQL leave traces too; who tries to sign in is
    noted by jcop.accounts.traces. A reason can name somebody: it goes with the account that it is about.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "zalogowanie"
        FAILED = "failed", "nieudana próba"
        LOCKED = "locked", "wstrzymanie prób po zbyt wielu nieudanych"
        FACTOR_USED = "factor_used", "użycie drugiego składnika"
        FACTOR_ADDED = "factor_added", "dodanie drugiego składnika"
        FACTOR_CHANGED = "factor_changed", "zmiana sekretu drugiego składnika"
        FACTOR_REMOVED = "factor_removed", "usunięcie drugiego składnika"
        FACTOR_RESET = "factor_reset", "usunięcie utraconego drugiego składnika przez administratora"
        ACCOUNT_CREATED = "account_created", "założenie konta"
        ACCOUNT_DELETED = "account_deleted", "usunięcie konta"
        PASSWORD_CHANGED = "password_changed", "zmiana hasła"
        EMAIL_CHANGED = "email_changed", "zmiana adresu e-mail konta"
        ADDRESS_ADDED = "address_added", "dopisanie adresu e-mail do konta"
        ADDRESS_CHANGED = "address_changed", "zmiana adresu e-mail dopisanego do konta"
        ADDRESS_REMOVED = "address_removed", "wykreślenie adresu e-mail z konta"
        RIGHT_GIVEN = "right_given", "nadanie uprawnienia"
        RIGHT_TAKEN = "right_taken", "odebranie uprawnienia"
        GROUP_GIVEN = "group_given", "dodanie do grupy"
        GROUP_TAKEN = "group_taken", "usunięcie z grupy"
        MEMBER_ADDED = "member_added", "dodanie do organizacji"
        MEMBER_REMOVED = "member_removed", "usunięcie z organizacji"
        ROLE_CHANGED = "role_changed", "zmiana roli w organizacji"
        KEEPER_APPOINTED = "keeper_appointed", "wyznaczenie opiekuna przez urząd"
        CONTACT_CHANGED = "contact_changed", "zmiana e-maila albo telefonu organizacji"
        EXPIRED = "expired", "usunięcie zapisów po terminie"

    kind = models.CharField("co", max_length=20, choices=Kind)
    at = models.DateTimeField("kiedy", db_default=Now())
    account = models.BigIntegerField("konto nr", null=True)
    by = models.BigIntegerField("kto (konto nr)", null=True)
    organization = models.BigIntegerField("organizacja nr", null=True)
    detail = models.CharField("czego dotyczy", max_length=200, db_default="")
    reason = models.TextField("powód", db_default="")

    class Meta:
        verbose_name = "ślad"
        verbose_name_plural = "ślady"
        ordering = ["-pk"]
        default_permissions = ()  # No group can be let in: the superuser alone reads them.
        indexes = [
            models.Index(fields=["account", "at"], name="trace_by_account"),
            models.Index(fields=["at"], name="trace_by_time"),
        ]
        triggers = [
            *KEPT_FOR_A_TERM,
            # The session knows who acts (jcop.history). Why is never taken from there: the reason of a case
            # would spill into what the same request does to accounts.
            pgtrigger.Trigger(
                name="whoever_acts",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("context", "JSONB")],
                func="""
                    context := NULLIF(current_setting('pghistory.context_metadata', true), '');
                    NEW."by" := COALESCE(NEW."by", (context->>'user')::bigint);
                    NEW.reason := regexp_replace(NEW.reason, '\\S+@\\S+', '(adres)', 'g');
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.reason = '' AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason'
                        AND OLD.account IS NOT NULL
                        AND NOT EXISTS (SELECT FROM jcop_user WHERE id = OLD.account)
                    THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"


# On the table of accounts. Django stores a password anew, in a stronger way, when its person signs in after
# an upgrade: another algorithm or count of rounds, which its stored form begins with.
ACCOUNT_TRACED = pgtrigger.Trigger(
    name="traced",
    when=pgtrigger.After,
    operation=(
        pgtrigger.Insert
        | pgtrigger.UpdateOf("email", "password", "is_staff", "is_superuser", "is_active")
        | pgtrigger.Delete
    ),
    declare=[("scheme", r"CONSTANT TEXT := '^(\w+)(\$\d+\$)?.*$'")],
    func="""
        IF TG_OP = 'DELETE' THEN
            INSERT INTO jcop_trace (kind, account) VALUES ('account_deleted', OLD.id);
            UPDATE jcop_trace SET reason = '' WHERE account = OLD.id AND reason <> '';
            RETURN NULL;
        END IF;
        IF TG_OP = 'INSERT' THEN
            INSERT INTO jcop_trace (kind, account) VALUES ('account_created', NEW.id);
        ELSE
            IF NEW.email <> OLD.email THEN
                INSERT INTO jcop_trace (kind, account) VALUES ('email_changed', NEW.id);
            END IF;
            IF NEW.password <> OLD.password THEN
                INSERT INTO jcop_trace (kind, account, detail) VALUES ('password_changed', NEW.id,
                    CASE WHEN strpos(NEW.password, '$') > 0 AND strpos(OLD.password, '$') > 0
                        AND regexp_replace(NEW.password, scheme, '\\1\\2')
                            <> regexp_replace(OLD.password, scheme, '\\1\\2')
                    THEN 'stored_anew' ELSE '' END);
            END IF;
        END IF;
        INSERT INTO jcop_trace (kind, account, detail)
        SELECT CASE WHEN has THEN 'right_given' ELSE 'right_taken' END, NEW.id, flag
        FROM (VALUES
            ('is_staff', COALESCE(OLD.is_staff, false), NEW.is_staff),
            ('is_superuser', COALESCE(OLD.is_superuser, false), NEW.is_superuser),
            ('is_active', COALESCE(OLD.is_active, true), NEW.is_active)
        ) AS flags (flag, had, has)
        WHERE had <> has;
        RETURN NULL;
    """,
)
