"""Files in which one of each thing is wrong: with the file itself, and with rows of a file that can be read.

Written from what people complain about when they upload CSV files, and from no list of ours.
"""

_HEADER = (
    "external_course_id, title ,external_user_id,external_email,external_mail,Complete,\u201ccredit_type\u201d,"
    "credits,credits,nick_name,date_\u200bcompleted,"
)
_CELLS = 12


def _line(*cells: str) -> str:
    return ",".join([*cells, *("" for _ in range(_CELLS - len(cells)))])


def file_with_one_of_each_defect() -> bytes:
    """Return a file that cannot be imported at all, for some twenty reasons."""
    lines = (
        _HEADER,
        _line("CME-1", "Airway", "u-1"),
        "CME-1,Airway,u-2",
        _line("CME-1", "Airway", "u-3") + ",,,",
        _line("CME-1", "Air\x07way", "u-4"),
        _line("CME-1", "Caf\u00c3\u00a9", "u-5"),
        _line("CME-1", "Air\ufffdway", "u-6"),
        _line("CME-1", "\u201cAirway\u201d", "u-7"),
        _line("CME-1", "Airway", "u-8").replace(",", ";"),
        _HEADER,
        _line("CME-1", '"Air"way"', "u-9"),
        _line("CME-1", ' "Airway"', "u-10"),
        _line("CME-1", '"Airway', "u-11"),
    )
    return "\r\n".join(lines).encode()


def file_with_one_of_each_mistake(right: str) -> bytes:
    """Return a file that can be read, and rows that cannot be right, each in a way of its own.

    One row is right: that of the person with this e-mail address.
    """
    columns = (
        "external_course_id,title,external_user_id,external_email,complete,credits,credit_type,date_completed,"
        "participant_category,enrollment_start,attended"
    )
    rows = (
        f"SPOILED-1,Spoiled,,{right},1,1.5,AMA,2024-05-01,,,",
        "SPOILED-1,Spoiled,1.23E+05,,1,,,,,,",
        "SPOILED-1,Spoiled,=1+1,,1,,,,,,",
        "SPOILED-1,Spoiled,u\u200b2,,1,,,,,,",
        "SPOILED-1,Spoiled,#N/A,,1,,,,,,",
        "SPOILED-1,Spoiled,,nobody,1,,,,,,",
        "SPOILED-1,Spoiled,,,1,,,,,,",
        "SPOILED-1,Spoiled,wrong-1,,1,many,AMA,,,,",
        "SPOILED-1,Spoiled,wrong-2,,perhaps,,,,,,",
        "SPOILED-1,Spoiled,wrong-3,,1,,,in spring,,,",
        "SPOILED-1,Spoiled,wrong-4,,0,1,AMA,,,,",
        "SPOILED-1,Spoiled,wrong-5,,1,1,AMA,,,,",
        "SPOILED-1,Spoiled,wrong-5,,1,2,AMA,,,,",
        "SPOILED-1,Spoiled,wrong-6,,1,,,,other,2024-05-01,",
        "SPOILED-2,Spoiled too,wrong-6,,1,,,,other,2024-05-01,",
        "SPOILED-1,Spoiled,wrong-7,,1,1,AMA,2024-05-01,,,",
        "SPOILED-1,Spoiled,wrong-7,,1,1,ANCC,2024-05-02,,,",
        "SPOILED-1,Spoiled,wrong-8,,1,,,,plumber,2024-05-01,",
        "SPOILED-1,Spoiled,wrong-9,,1,1,,,,,",
        f"SPOILED-1,{'S' * 300},wrong-10,,1,,,,,,",
    )
    return "\r\n".join((columns, *rows)).encode()
