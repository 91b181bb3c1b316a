"""Languages in 360Learning's codes, from the 24 that Edflex has (EF2)."""

_SAME = "ar de el en es fr hi hu id it ja km ko nl pl pt ro ru sk sv tr vi zh"
_CODES = {code: code for code in _SAME.split()} | {"he": "he_IL"}


def language_of(code: str) -> str | None:
    """Return the language of a code such as `fr`, `FR` or `fr-FR`; None for one that Edflex does not have."""
    return _CODES.get(_without_region(code))


def is_in(code: str, language: str) -> bool:
    """Say whether what is marked with a code is in a language of 360Learning, whatever the region."""
    return _without_region(code) == _without_region(language)


def _without_region(code: str) -> str:
    return code.strip().replace("_", "-").partition("-")[0].casefold()
