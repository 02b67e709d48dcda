"""Times that people write: phrases, lists and half-hour grids, read into who can when.

In: the sheets of a file, the term's days, who there is. Out: everyone's times; every cell that cannot be read.
Never: guesses a day or an hour that was not said.
"""

from nettools.scheduling.times.lines import UnreadLine, given, read_day_lines, read_lines, said, said_days
from nettools.scheduling.times.phrases import Frame, UnreadableTimeError, read_days, read_times
from nettools.scheduling.times.sheets import GivenTimes, People, read_time_sheets

__all__ = [
    "Frame",
    "GivenTimes",
    "People",
    "UnreadLine",
    "UnreadableTimeError",
    "given",
    "read_day_lines",
    "read_days",
    "read_lines",
    "read_time_sheets",
    "read_times",
    "said",
    "said_days",
]
