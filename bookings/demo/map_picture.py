"""The demonstration's picture of the map: a sketch that invents no streets, and says that it is no map."""

import io

from django.apps import apps
from django.conf import settings

from jcop.models import Centre, MapPicture

TELLS = "Schemat poglądowy, nie mapa"
STREET, HOUSE = "ul. Wrzosowa", "12A – Centrum (JCOP)"
ALT = f"{TELLS}. Jedna linia to {STREET}, przy niej stoi budynek {HOUSE}."
CAPTION = f"{TELLS}: bez innych ulic, odległości i stron świata."
# The colours of the portal: heather, as the name of the street says.
PAPER, INK, ROAD, WALL = "#ffffff", "#1d1921", "#dad3df", "#3c1945"


def put_up() -> None:
    """Once: whoever takes it down, or puts up another, has decided so."""
    if apps.get_model("jcop", "MapPictureEvent").objects.exists():
        return
    sketch = MapPicture(centre=Centre.objects.get(), alt=ALT, caption=CAPTION)
    sketch.draw(drawing())
    sketch.save()


def drawing() -> bytes:
    """One line, one building, and letters that are still 16 points tall on a telephone."""
    from PIL import Image, ImageDraw, ImageFont  # Only the demonstration draws.

    # The portal's own letters: those of Pillow have no Polish ones.
    letters = str(settings.BASE_DIR / "static" / "fonts" / "atkinson-bold.woff2")
    large, small = ImageFont.truetype(letters, 60), ImageFont.truetype(letters, 50)
    picture = Image.new("RGB", (960, 600), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 0, 959, 599], outline=INK, width=4)
    draw.text((480, 66), TELLS, font=small, fill=INK, anchor="mm")
    draw.rounded_rectangle([130, 150, 830, 370], 12, fill=WALL)
    draw.text((480, 260), HOUSE, font=large, fill=PAPER, anchor="mm")
    draw.rectangle([4, 400, 955, 520], fill=ROAD)
    draw.text((480, 460), STREET, font=large, fill=INK, anchor="mm")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()
