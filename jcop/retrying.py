"""How long a message that could not be sent is tried again."""

from datetime import timedelta

RETRIED_FOR = timedelta(days=3)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=2)


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many failed tries: twice as long each time, two hours at most."""
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 10), LONGEST_PAUSE)


def tries_within(span: timedelta) -> int:
    """How many tries it takes until the pauses between them have filled `span`."""
    tries, waited = 1, timedelta()
    while waited < span:
        waited += pause_after(tries)
        tries += 1
    return tries


MOST_TRIES = tries_within(RETRIED_FOR)
