"""Any history of changes, mishaps and deaths ends with the shelves in step, nothing done twice, no place kept."""

from typing import Literal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rollbook.model.runs import Status
from sandbox.twins.conductor import AT_ONCE
from tests.unit.steps.crashing import Fuse, Moment
from tests.unit.steps.library import OPEN, Library, book, loan
from tests.unit.steps.machine import Death, run_with_a_death
from tests.unit.steps.shelves import Mishap

which = st.integers(0, 23)
minded = st.sampled_from(["b00", "b01", "b12", "b00/r0"])
deaths: st.SearchStrategy[Death] = st.sampled_from(["again", "report", "gone"])
moments: st.SearchStrategy[Moment] = st.sampled_from(["before", "after"])
mishaps: st.SearchStrategy[Mishap] = st.sampled_from(["unheard", "never begun", "half", "nothing"])
How = Literal["unwanted", "kept", "poison"]


class History(RuleBasedStateMachine):
    """A library whose catalogue changes, whose shelves mind things, and whose workers die."""

    def __init__(self) -> None:
        super().__init__()
        self.library = Library()

    @rule(numbers=st.sets(which, min_size=1), title=st.sampled_from(["Emma", "Persuasion", ""]))
    def books_come_or_are_renamed_or_lose_their_title(self, numbers: set[int], title: str) -> None:
        self.library.catalogue(*(book(number, title) for number in sorted(numbers)))

    @rule(numbers=st.sets(which, min_size=1))
    def books_leave(self, numbers: set[int]) -> None:
        for number in numbers:
            self.library.strike("books", f"b{number:02d}")

    @rule(of=st.integers(0, 2), who=st.integers(0, 1), page=which)
    def a_book_is_lent_or_read_on(self, of: int, who: int, page: int) -> None:
        began = "monday" if page % 2 else "tuesday"
        self.library.enter("loans", loan(of, who, began, str(page)))

    @rule(number=which, taken=st.booleans())
    def somebody_is_at_the_shelves(self, number: int, *, taken: bool) -> None:
        if not self.library.target.going and f"b{number:02d}" in self.library.target.held("books"):
            news = {} if taken else {"title": "Scribble"}
            self.library.target.change_by_hand("books", f"b{number:02d}", **news)

    @rule(key=minded, how=st.sampled_from(["unwanted", "kept", "poison"]))
    def the_target_minds_a_record(self, key: str, how: How) -> None:
        getattr(self.library.target, how).add(key)

    @rule()
    def the_target_minds_nothing_any_more(self) -> None:
        for minded in (self.library.target.unwanted, self.library.target.kept, self.library.target.poison):
            minded.clear()

    @rule(at=st.integers(0, 4), mishap=mishaps)
    def an_operation_will_come_to_grief(self, at: int, mishap: Mishap) -> None:
        self.library.target.mishaps[self.library.target.starts + at] = mishap

    @rule(seconds=st.sampled_from([0, 1, 40, 300, 2000]))
    def the_target_is_fast_or_slow(self, seconds: float) -> None:
        self.library.target.lasts = seconds

    @rule(active=st.booleans())
    def the_flow_is_withdrawn_or_wanted(self, *, active: bool) -> None:
        self.library.settings = OPEN.model_copy(update={"active": active})

    @rule(full=st.booleans(), retry=st.booleans())
    def a_run(self, *, full: bool, retry: bool) -> None:
        self.library.run(full=full, retry=retry)

    @rule(at=st.integers(1, 150), then=deaths, moment=moments, full=st.booleans())
    def a_run_in_which_a_worker_dies(self, at: int, then: Death, moment: Moment, *, full: bool) -> None:
        run_with_a_death(self.library, Fuse(at, moment), then, full=full)

    @rule()
    def a_preview(self) -> None:
        asked = (self.library.target.starts, self.library.target.finds)
        self.library.run(preview=True, full=True)
        assert (self.library.target.starts, self.library.target.finds) == asked

    @invariant()
    def no_more_went_on_than_the_target_allows_and_nothing_was_done_twice(self) -> None:
        assert self.library.target.most_at_once <= AT_ONCE
        assert self.library.target.repeated == []
        self.library.target.held("books")

    def teardown(self) -> None:
        """Put everything right; then one run over everything is enough, and the next one rests."""
        library = self.library
        self.the_target_minds_nothing_any_more()
        library.target.mishaps.clear()
        library.settings = OPEN
        library.clock.sleep(3000)
        titled = {one["id"]: one for one in library.books["books"] if one["title"]}
        library.source.collections["books"] = [*titled.values()]
        library.source.collections["loans"] = [one for one in library.books["loans"] if one["book"] in titled]
        library.run(retry=True)
        record = library.run(full=True, retry=True)
        assert record.status is Status.SUCCEEDED, record.sentence
        library.assert_in_step()
        library.assert_at_rest()


History.TestCase.settings = settings(
    max_examples=100, stateful_step_count=14, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestHistory = History.TestCase
