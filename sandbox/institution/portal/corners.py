"""What is odd about single contents, by name: the fields that such a content has instead of good ones."""

from collections.abc import Mapping
from typing import Any

_NO_IMAGE = {"big_image": "", "medium_image": "", "small_image": ""}

REFUSED: Mapping[str, Mapping[str, Any]] = {
    "no title": {"title": ""},
    "blank title": {"title": "   "},
    "no image": _NO_IMAGE,
    "neither title nor image": {"title": "", **_NO_IMAGE},
    "no url": {"url": ""},
    "url of no web page": {"url": "ftp://contents.maple-ridge.example/leadership"},
    "unknown type": {"type": "webinar"},
    "another unknown type": {"type": "event"},
    "no type": {"type": ""},
    "no status": {"status": ""},
}
"""Those that lack what a course needs."""

ODD: Mapping[str, Mapping[str, Any]] = {
    "spaces around the title": {"title": "  Leadership, with room around it "},
    "no big image": {"big_image": ""},
    "only a small image": {"big_image": "", "medium_image": ""},
    "unknown difficulty": {"difficulty": "expert"},
    "no difficulty": {"difficulty": ""},
    "difficulty 1": {"difficulty": 1},
    "difficulty 2": {"difficulty": 2},
    "difficulty 3": {"difficulty": 3},
    "difficulty as a digit in text": {"difficulty": "2"},
    "duration of nothing": {"duration": "PT0S"},
    "duration of seconds": {"duration": "PT20S"},
    "duration of days": {"duration": "P1DT2H"},
    "duration too long": {"duration": "P100D"},
    "duration in no known words": {"duration": "about an hour"},
    "no duration": {"duration": ""},
    "no language": {"language": ""},
    "unknown language": {"language": "tlh"},
    "language with a country": {"language": "fr-FR"},
    "language in capitals": {"language": "FR"},
    "no categories": {"categories": ()},
    "no authors": {"authors": ()},
    "two authors": {"authors": ("Amara Okafor", "Jean-Luc D'Angelo")},
    "creator is the platform": {"creator": "Northwind Academy", "platform": "Northwind Academy"},
    "neither creator nor platform": {"creator": "", "platform": ""},
    "neither description nor syllabus": {"description": "", "syllabus": ""},
    "only a syllabus": {"description": ""},
    "status in capitals": {"status": "Open All Year"},
    "status with a hyphen": {"status": "coming-soon"},
    "unknown status": {"status": "under review"},
}
"""Those that can do without; of the last one nobody knows whether it is to be shown."""

CATEGORY_TWICE = "category twice"
"""A content that stands in one category two times."""
