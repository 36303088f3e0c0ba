"""Django's password rules, told to people as the office speaks."""

from django.contrib.auth import password_validation as django_rules

from jcop.templatetags.polish import odmiana


class UnlikeThePerson(django_rules.UserAttributeSimilarityValidator):
    def get_help_text(self) -> str:
        return "Hasło nie może przypominać imienia, nazwiska ani adresu e-mail."


class LongEnough(django_rules.MinimumLengthValidator):
    def get_help_text(self) -> str:
        signs = odmiana(self.min_length, "znak,znaki,znaków")
        return f"Hasło musi mieć co najmniej {self.min_length} {signs}."


class Uncommon(django_rules.CommonPasswordValidator):
    def get_help_text(self) -> str:
        return "Hasło nie może być jednym z często używanych."


class NotOnlyDigits(django_rules.NumericPasswordValidator):
    def get_help_text(self) -> str:
        return "Hasło nie może składać się z samych cyfr."
