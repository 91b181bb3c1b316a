"""Where a content and its picture are on the web (EF2)."""

import re

from rollbook.model.records import Json

_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_SIZES = ("big", "medium", "small")


def web_address(text: str) -> str | None:
    """Return the address of a page, None for what is none."""
    address = text.strip()
    return address if _WEB_ADDRESS.fullmatch(address) else None


def picture(images: Json) -> str | None:
    """Return the address of the biggest picture that there is, None where there is none."""
    return next((address for size in _SIZES if (address := web_address(images[size]))), None)
