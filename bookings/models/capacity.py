"""For how many persons the Centre has a place."""

from collections.abc import Sequence

from bookings.models.places import Bookable

# How many a place holds at most: „mieści najwyżej 2 osoby”.
PERSONS = "osobę,osoby,osób"

MOST_NAMED = 3


def nowhere(persons: int, places: Sequence[Bookable], phone: str) -> str:
    """That none of the places holds so many, which hold the most, and whom to call; else nothing.

    A desk whose seats nobody counted may hold them.
    """
    seats = (persons if place.capacity is None else place.capacity for place in places)
    most = max(seats, default=persons)
    if persons <= most:
        return ""
    largest = [place.name for place in places if place.capacity == most][:MOST_NAMED]
    unbroken = phone.replace(" ", "\xa0")
    return (
        f"Dla tylu osób Centrum nie ma miejsca: najwięcej miejsc ({most}) ma {' albo '.join(largest)}."
        f" W sprawie większego spotkania proszę zadzwonić do Centrum: {unbroken}."
    )
