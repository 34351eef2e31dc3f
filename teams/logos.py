"""Logos on reports: a picture that somebody uploads is made anew, so that only its pixels stay."""

from io import BytesIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000
SIZE = (800, 320)  # at most, in pixels
FORMATS = ("PNG", "JPEG", "WEBP")


def made_anew(data: bytes) -> bytes:
    """A PNG of at most `SIZE` with the same picture and nothing else of the file.

    Raises ValidationError with a sentence for what is no such picture.
    """
    if len(data) > MOST_BYTES:
        raise ValidationError("The logo is larger than 2 MB: upload a smaller one.")
    try:
        picture = _read(data)
    except ValidationError:
        raise
    except Exception as error:  # whatever a decoder meets in a broken file
        raise ValidationError("The logo can’t be read: upload a PNG, JPEG or WebP file.") from error
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _read(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data), formats=FORMATS) as opened:
        # The header says it before a single pixel is unpacked.
        if opened.width * opened.height > MOST_PIXELS:
            raise ValidationError("The logo has more than 16 million pixels: upload a smaller one.")
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    upright.thumbnail(SIZE)
    plain = Image.new("RGBA", upright.size)
    plain.paste(upright)
    return plain
