"""Dealing people out like cards: a start that has few repeats, often none.

People stand in rows as wide as there are groups; for each round the rows are shifted, each by one more than the row
before. When the number of groups is a prime and no row's number reaches it, no two meet twice (two who stand in
different rows meet only where the shifts make up for the places between them). As many rows as groups: the rows
themselves are one more round.
"""

from collections.abc import Sequence

import numpy as np

from nettools.scheduling.constellations.costs import Whole


def dealt(order: Sequence[int], count: int, number: int) -> Whole:
    """The group of each person in round `number` (from 0), with so many groups; `order` is who stands where.

    People in one row never meet, apart from the rows' own round; so those who are alike stand beside each other.
    """
    places = np.empty(len(order), dtype=np.int32)
    places[np.asarray(order, dtype=np.int32)] = np.arange(len(order), dtype=np.int32)
    row: Whole = places // count
    column: Whole = places % count
    if number == count and len(order) > count * (count - 1) and len(order) <= count * count:
        return row
    return (column + number * row) % count
