from django.db import models


class Topic(models.TextChoices):
    """What the Centre advises in, in the words of the city's own page."""

    ASSOCIATION = "stowarzyszenie", "zakładanie nowych stowarzyszeń"
    ORDINARY = "stowarzyszenie-zwykle", "zakładanie stowarzyszeń zwykłych"
    FOUNDATION = "fundacja", "zakładanie fundacji"
    SPORTS_CLUB = (
        "klub-sportowy",
        "zakładanie klubów sportowych nieprowadzących działalności gospodarczej",
    )
    RUNNING = "dzialalnosc", "bieżąca działalność organizacji pozarządowych"
    LAW = "prawo", "obowiązujące przepisy prawa dla III sektora"


# Topics of those who have no organisation yet.
FOUNDING = frozenset({Topic.ASSOCIATION, Topic.ORDINARY, Topic.FOUNDATION, Topic.SPORTS_CLUB})
