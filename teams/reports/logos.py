"""Logos on reports: uploads are re-encoded, so that only the pixels are kept."""

from io import BytesIO

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 16_000_000
SIZE = (800, 320)  # maximum width and height, pixels
FORMATS = ("PNG", "JPEG", "WEBP")


def reencode_logo(data: bytes) -> bytes:
    """Returns the picture as a PNG of at most `SIZE` pixels, without metadata.

    Raises ValidationError with a sentence for files that are not a valid picture.
    """
    if len(data) > MAX_BYTES:
        raise ValidationError("The logo is larger than 2 MB: upload a smaller one.")
    try:
        picture = _read(data)
    except ValidationError:
        raise
    except Exception as error:  # decoders raise many kinds of errors on broken files
        raise ValidationError("The logo can’t be read: upload a PNG, JPEG or WebP file.") from error
    buffer = BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _read(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        # Checked on the header, before any pixel is unpacked.
        if image.width * image.height > MAX_PIXELS:
            raise ValidationError("The logo has more than 16 million pixels: upload a smaller one.")
        rotated = ImageOps.exif_transpose(image).convert("RGBA")
    rotated.thumbnail(SIZE)
    pixels = Image.new("RGBA", rotated.size)
    pixels.paste(rotated)
    return pixels
