"""Legal forms of organisations, the register of each, and the rules of the numbers they carry.

Pure: strings in, strings out. Every refusal is a ValidationError whose sentence names the broken rule.
Sources: ustawa o KRS (ten digits, no check digit); REGON (rozporządzenie RM z 30 XI 2015: weights
8 9 2 3 4 5 6 7, modulo 11) and NIP (weights 6 5 7 2 3 4 5 6 7, modulo 11), both as kept by python-stdnum.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import models
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength
from stdnum.pl import nip, regon

from jcop.models.centre import BAD_E_DELIVERY

KRS_DIGITS = 10
# Between the digits of a number that was pasted, beside dashes of every width; unseen signs are spaces too.
BETWEEN = ".:/"
SPACES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
PICTURES = frozenset({"Cf", "Cn", "Co", "Cs", "Mn", "Sk", "So"})
E_DELIVERY = re.compile(r"AE:PL-\d{5}-\d{5}-[A-Z]{5}-\d{2}")


class Register(models.TextChoices):
    """Where an organisation is entered; decides which number is asked for."""

    KRS = "krs", "Krajowy Rejestr Sądowy"
    CITY = "city", "ewidencja prezydenta miasta albo starosty"
    KGW = "kgw", "Krajowy Rejestr Kół Gospodyń Wiejskich"
    CHURCH = "church", "zaświadczenie o osobowości prawnej"
    PARENT = "parent", "pełnomocnictwo jednostki macierzystej"
    OTHER = "other", "inny rejestr"
    NONE = "none", "bez rejestru"


class LegalForm(models.TextChoices):
    ASSOCIATION = "association", "stowarzyszenie (KRS)"
    FOUNDATION = "foundation", "fundacja"
    ORDINARY_ASSOCIATION = "ordinary_association", "stowarzyszenie zwykłe"
    SPORTS_CLUB = "sports_club", "klub sportowy (ewidencja)"
    PUPILS_SPORTS_CLUB = "pupils_sports_club", "uczniowski klub sportowy"
    FIRE_BRIGADE = "fire_brigade", "ochotnicza straż pożarna"
    UNION = "union", "związek stowarzyszeń"
    LOCAL_GOVERNMENT_UNION = "local_government_union", "stowarzyszenie jednostek samorządu terytorialnego"
    COUNTRYWOMEN = "countrywomen", "koło gospodyń wiejskich"
    CHURCH_BODY = "church_body", "kościelna osoba prawna"
    SOCIAL_COOPERATIVE = "social_cooperative", "spółdzielnia socjalna"
    NONPROFIT_COMPANY = "nonprofit_company", "spółka non profit"
    BRANCH = "branch", "oddział działający z upoważnienia jednostki macierzystej"
    OTHER = "other", "inna forma prawna"
    INFORMAL_GROUP = "informal_group", "grupa nieformalna lub inicjatywna"


REGISTER_OF: dict[str, Register] = {
    LegalForm.ASSOCIATION: Register.KRS,
    LegalForm.FOUNDATION: Register.KRS,
    LegalForm.ORDINARY_ASSOCIATION: Register.CITY,
    LegalForm.SPORTS_CLUB: Register.CITY,
    LegalForm.PUPILS_SPORTS_CLUB: Register.CITY,
    LegalForm.FIRE_BRIGADE: Register.KRS,
    LegalForm.UNION: Register.KRS,
    LegalForm.LOCAL_GOVERNMENT_UNION: Register.KRS,
    LegalForm.COUNTRYWOMEN: Register.KGW,
    LegalForm.CHURCH_BODY: Register.CHURCH,
    LegalForm.SOCIAL_COOPERATIVE: Register.KRS,
    LegalForm.NONPROFIT_COMPANY: Register.KRS,
    LegalForm.BRANCH: Register.PARENT,
    LegalForm.OTHER: Register.OTHER,
    LegalForm.INFORMAL_GROUP: Register.NONE,
}

# What the one number of a form is called where people read it.
NUMBER_LABEL: dict[Register, str] = {
    Register.KRS: "Numer KRS",
    Register.CITY: "Numer w ewidencji",
    Register.KGW: "Numer w Krajowym Rejestrze Kół Gospodyń Wiejskich",
    Register.CHURCH: "Numer i data zaświadczenia o osobowości prawnej",
    Register.PARENT: "Nazwa i numer KRS jednostki macierzystej",
    Register.OTHER: "Nazwa rejestru i numer",
}


# The word of each form in addresses.
SLUGS: dict[str, LegalForm] = {
    "stowarzyszenie": LegalForm.ASSOCIATION,
    "fundacja": LegalForm.FOUNDATION,
    "stowarzyszenie-zwykle": LegalForm.ORDINARY_ASSOCIATION,
    "klub-sportowy": LegalForm.SPORTS_CLUB,
    "uczniowski-klub-sportowy": LegalForm.PUPILS_SPORTS_CLUB,
    "osp": LegalForm.FIRE_BRIGADE,
    "zwiazek-stowarzyszen": LegalForm.UNION,
    "stowarzyszenie-samorzadow": LegalForm.LOCAL_GOVERNMENT_UNION,
    "kolo-gospodyn-wiejskich": LegalForm.COUNTRYWOMEN,
    "koscielna-osoba-prawna": LegalForm.CHURCH_BODY,
    "spoldzielnia-socjalna": LegalForm.SOCIAL_COOPERATIVE,
    "spolka-non-profit": LegalForm.NONPROFIT_COMPANY,
    "oddzial": LegalForm.BRANCH,
    "inna": LegalForm.OTHER,
    "grupa-nieformalna": LegalForm.INFORMAL_GROUP,
}


# The same in a sentence, before the number.
NUMBER_PHRASE: dict[Register, str] = {
    Register.KRS: "KRS",
    Register.CITY: "numer w ewidencji",
    Register.KGW: "numer w rejestrze KGW",
    Register.CHURCH: "zaświadczenie",
    Register.PARENT: "jednostka macierzysta:",
    Register.OTHER: "wpis:",
}


def forms_of(*registers: Register) -> list[str]:
    """Legal forms entered in any of `registers`, sorted, for database constraints."""
    return sorted(str(form) for form, register in REGISTER_OF.items() if register in registers)


def clean_krs(text: str) -> str:
    """„6865”, „KRS: 0000006865”, a sheet's „6865.0” → ten digits, zero-padded; other dots are refused."""
    number = re.sub(r"[.,]0$", "", text.strip())
    compact = "" if "." in number else _bare(number, "KRS")
    if not compact.isdecimal() or not compact.isascii():
        raise ValidationError("Numer KRS składa się z samych cyfr.")
    if len(compact) > KRS_DIGITS:
        raise ValidationError(f"Numer KRS ma dziesięć cyfr, a podano {len(compact)}.")
    if not int(compact):
        raise ValidationError("Numer KRS nie może składać się z samych zer.")
    return compact.zfill(KRS_DIGITS)


def clean_nip(text: str) -> str:
    """„NIP: PL 123-456-32-18” → ten digits; the last one is the check digit."""
    return _checked(_bare(text, "NIP").upper().removeprefix("PL"), nip, "NIP", "dziesięć cyfr")


def clean_regon(text: str) -> str:
    """Nine or fourteen digits; fourteen that end in 00000 are the nine, as the KRS service pads them."""
    compact = _bare(text, "REGON")
    if len(compact) == 14 and compact.endswith("00000"):
        compact = compact[:9]
    return _checked(compact, regon, "REGON", "dziewięć albo czternaście cyfr")


def _bare(text: str, name: str) -> str:
    """What is left of a pasted number without its name, and without what stands between its digits."""
    kept = [
        sign for sign in text if sign not in BETWEEN and unicodedata.category(sign) not in {*SPACES, "Pd"}
    ]
    return re.sub(rf"^(nr|numer)?({name})?(nr|numer)?", "", "".join(kept), flags=re.IGNORECASE)


def _checked(compact: str, number: object, name: str, length: str) -> str:
    if compact and len(set(compact)) == 1:
        raise ValidationError(f"{name} nie może składać się z jednej powtórzonej cyfry.")
    if not compact.isascii():
        raise ValidationError(f"{name} składa się z samych cyfr.")
    try:
        return number.validate(compact)  # type: ignore[attr-defined]
    except InvalidLength:
        raise ValidationError(f"{name} ma {length}, a podano {len(compact)}.") from None
    except InvalidFormat:
        raise ValidationError(f"{name} składa się z samych cyfr.") from None
    except InvalidChecksum:
        raise ValidationError(
            f"{name} ma błąd: cyfra kontrolna nie zgadza się z pozostałymi. Proszę sprawdzić, czy"
            " żadnej cyfry nie przestawiono."
        ) from None


def clean_register_number(text: str) -> str:
    """Of a register without a rule of its own: letters, digits and what offices write between them."""
    compact = " ".join(text.split())
    if not any(sign.isdecimal() for sign in compact):
        raise ValidationError("Proszę podać numer: są w nim cyfry.")
    if any(unicodedata.category(sign) in PICTURES and sign != "№" for sign in compact):
        raise ValidationError(
            "W numerze jest znak, którego nie ma w rejestrach. Proszę zostawić litery i cyfry."
        )
    return compact


def clean_postal_code(text: str) -> str:
    """„44335”, „44 – 335” → 44-335."""
    digits = _bare(text, "kod(pocztowy)?")
    if not re.fullmatch(r"[0-9]{5}", digits):
        raise ValidationError("Kod pocztowy proszę wpisać w postaci 00-000, na przykład 44-335.")
    return f"{digits[:2]}-{digits[2:]}"


def clean_e_delivery(text: str) -> str:
    """„ADE: ae:pl-12345-67890-abcde-12” → the form of an address for e-Doręczenia."""
    kinds = [(sign, unicodedata.category(sign)) for sign in text.upper()]
    compact = "".join("-" if kind == "Pd" else sign for sign, kind in kinds if kind not in SPACES)
    compact = re.sub(r"^(ADRES)?(DO)?(E-?DORĘCZE(Ń|NIA)|ADE)?:?(?=AE:)", "", compact)
    if not E_DELIVERY.fullmatch(compact):
        raise ValidationError(BAD_E_DELIVERY)
    return compact
