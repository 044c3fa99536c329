"""The order of day and month in dates such as 03/05/2010: decided from the whole source, and reported once.

It is the only order in which all of the source's dates exist. It is determined when first needed, by reading the source
a second time; for standard input, which cannot be read twice, the order must be given.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from releases.importing.records import DATES, SourceItem, SourceRelease, SourceText
from releases.language import timestamps


@dataclass(frozen=True)
class Decision:
    """Empty if the dates allow several orders, or contradict each other. `telling` is a date that has only one meaning."""

    order: str = ""
    telling: str = ""
    count: int = 0

    def sentence(self, example: str) -> str:
        first = self.order.replace("-", " ")
        return (
            f"Dates such as {example} were read {first}, because {self.count} in the source can be read in no other way, "
            f"such as {self.telling}."
        )


def in_one_order(
    items: Iterable[SourceItem], again: Callable[[], Iterable[SourceItem]], order: str
) -> Iterator[SourceItem]:
    """The items, with ambiguous dates resolved to ISO 8601."""
    decision = Decision(order) if order else None
    said = bool(order)
    for item in items:
        for text, key, meanings in _questions(item.record):
            decision = decision or decided(again())
            if decision.order in meanings:
                if not said and len(meanings) > 1:
                    item.guesses.append(decision.sentence(getattr(text, key)))
                    said = True
                setattr(text, key, meanings[decision.order])
            elif order:
                item.refusal, item.record = _against(getattr(text, key), key, order), None
                break
        yield item


def _against(written: str, key: str, order: str) -> str:
    try:
        timestamps.read(written, order)
    except timestamps.UnclearDateError as error:
        return f"The {key} {written!r} {error}."
    return ""


def decided(items: Iterable[SourceItem]) -> Decision:
    possible, telling, count = set(timestamps.ORDERS), "", 0
    for item in items:
        for text, key, meanings in _questions(item.record):
            possible &= set(meanings)
            if len(meanings) == 1:
                count += 1
                telling = telling or getattr(text, key)
    return Decision(possible.pop(), telling, count) if len(possible) == 1 else Decision()


def _questions(record: SourceRelease | None) -> Iterator[tuple[SourceText, str, dict[str, str]]]:
    """Each ambiguous date of the record, with its meaning in every possible order."""
    for text in [record, *record.history] if record else []:
        for key in DATES:
            written = getattr(text, key, "")
            # Nearly every date begins with its year.
            if not written[:4].isdigit() and (meanings := _meanings(written)):
                yield text, key, meanings


def _meanings(written: str) -> dict[str, str]:
    try:
        return timestamps.orders(written)
    except timestamps.UnclearDateError:
        return {}  # the mapping gives the reason
