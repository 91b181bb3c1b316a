"""What can be set on the 360Learning simulator, and the vendor's own figures as defaults."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Knobs:
    """Figures of one simulated 360Learning."""

    # How long a token lives.
    token_seconds: float = 3600
    # A company may read and write so often in one second; the scale multiplies both.
    reads_per_second: float = 50
    writes_per_second: float = 10
    rate_scale: float = 1
    # How many bulk operations of a company may be under way at once.
    operations_at_once: int = 3
    # How long a bulk operation takes, and how much longer for each object; the vendor gives no figures.
    operation_seconds: float = 1
    item_seconds: float = 0.0005
    # How many results stand on a page; 0 for all on one, as the vendor's document has it.
    results_per_page: int = 0
    # How many integrations a company may have, and the names that are kept for connectors of the vendor's own.
    most_integrations: int = 50
    reserved_platforms: tuple[str, ...] = ("LinkedIn Learning", "Udemy Business")
