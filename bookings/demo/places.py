"""The rooms and things of the demonstration Centre, each room with a drawing that says it is one."""

import io

from bookings.models import Bookable, BookablePhoto, Resource

ROOMS = [
    {
        "slug": "sala-spotkan",
        "name": "Sala spotkań",
        "capacity": 12,
        "confirmed_by": Bookable.ConfirmedBy.PORTAL,
        "description": "Jeden stół dla dwunastu osób, na parterze.",
        "features": ["stół", "tablica", "rzutnik"],
        "accessibility": "Wejście bez progu, drzwi 90 cm.\nPętla indukcyjna na prośbę.",
    },
    {
        "slug": "sala-duza",
        "name": "Sala duża",
        "capacity": 40,
        "confirmed_by": Bookable.ConfirmedBy.WORKER,
        "description": "Krzesła w rzędach, na prośbę przy stołach.",
        "features": ["ekran", "rzutnik", "nagłośnienie"],
        "accessibility": "Wejście bez progu, drzwi 100 cm.\nMiejsce na dwa wózki w pierwszym rzędzie.",
    },
]
THINGS = [("laptop", "Laptop", 3), ("rzutnik", "Rzutnik", 1), ("drukarka", "Drukarka", 1)]
DRAWN = "Rysunek poglądowy, nie zdjęcie."


def make_places() -> None:
    for fields in ROOMS:
        room = Bookable.objects.create(kind=Bookable.Kind.ROOM, minutes_after=15, **fields)
        room.units.add(Resource.objects.create(name=room.name))
        alt = f"{DRAWN} {room.name}: ekran na ścianie, stół i krzesła po obu stronach."
        chairs = 4 if room.capacity == 12 else 7
        BookablePhoto.put_up(room, content=drawing(chairs), alt=alt, caption=DRAWN)
    for slug, name, pieces in THINGS:
        things = Bookable.objects.create(
            kind=Bookable.Kind.EQUIPMENT, slug=slug, name=name, takes=Bookable.Takes.AS_ASKED
        )
        for piece in range(1, pieces + 1):
            things.units.add(Resource.objects.create(name=f"{name} {piece}"))


def drawing(chairs: int) -> bytes:
    """A room in a few flat shapes: two walls, a screen, a table with so many chairs a side."""
    from PIL import Image, ImageDraw  # Only the demonstration draws.

    picture = Image.new("RGB", (960, 640), "#e9efe6")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 640), (0, 470), (160, 380), (800, 380), (960, 470), (960, 640)], fill="#c9b899")
    draw.polygon([(0, 0), (160, 70), (160, 380), (0, 470)], fill="#d6e0d2")
    draw.polygon([(960, 0), (800, 70), (800, 380), (960, 470)], fill="#d6e0d2")
    draw.rectangle([330, 120, 630, 290], fill="#ffffff", outline="#41584a", width=6)
    draw.polygon([(300, 430), (660, 430), (760, 560), (200, 560)], fill="#8a6a43")
    for number in range(chairs):
        left = 310 + number * (340 // chairs)
        draw.rounded_rectangle([left, 385, left + 34, 428], 8, fill="#41584a")
        left = 225 + number * (520 // chairs)
        draw.rounded_rectangle([left, 565, left + 48, 625], 10, fill="#2f4237")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
