"""What a password must be like is told formally, wherever Django tells it."""

from django.contrib.auth.password_validation import password_validators_help_texts


def test_the_rules_of_passwords_are_told_formally():
    assert password_validators_help_texts() == [
        "Hasło nie może przypominać imienia, nazwiska ani adresu e-mail.",
        "Hasło musi mieć co najmniej 10 znaków.",
        "Hasło nie może być jednym z często używanych.",
        "Hasło nie może składać się z samych cyfr.",
    ]
