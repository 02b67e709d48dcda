"""How many groups there are, and how large: what a number of people can be divided into."""


def possible_counts(people: int, at_least: int, at_most: int) -> range:
    """The numbers of groups that so many people can be divided into; empty when there is none."""
    return range(-(-people // at_most), people // at_least + 1) if people else range(0)


def preferred_counts(people: int, at_least: int, at_most: int) -> tuple[int, ...]:
    """The same, the one first whose groups are nearest to the middle of the range: room for people to come and go."""
    middle = (at_least + at_most) / 2
    counts = possible_counts(people, at_least, at_most)
    return tuple(sorted(counts, key=lambda count: (abs(people / count - middle), -count)))


def even_sizes(people: int, count: int) -> list[int]:
    """So many people in so many groups, as evenly as they go."""
    size, rest = divmod(people, count)
    return [size + (number < rest) for number in range(count)]


def fewest_pairs(people: int, most_groups: int) -> int:
    """The fewest pairs that sit together when there are at most so many groups: these are as even as they can be."""
    if not most_groups:
        return 0
    size, rest = divmod(people, most_groups)
    return most_groups * (size * (size - 1) // 2) + rest * size
