"""Summaries of rows: how many of each, counted by pandas."""

from collections.abc import Mapping, Sequence

from nettools.domain.tables import Cell


def cross_table(
    rows: Sequence[Mapping[str, str]], down: str, across: str, total: str
) -> tuple[list[str], list[list[Cell]]]:
    """How many rows have each pair of values: headings, and a row for each value of `down`, with sums named `total`.

    Both are in alphabetical order, the sums last. No rows give no table.
    """
    import pandas as pd  # noqa: PLC0415 - loaded when a summary is made

    if not rows:
        return [], []
    frame = pd.DataFrame(rows)
    counted = pd.crosstab(frame[down], frame[across], margins=True, margins_name=total)
    headings = [down, *map(str, counted.columns)]
    return headings, [[str(name), *map(int, row)] for name, row in zip(counted.index, counted.to_numpy(), strict=True)]
