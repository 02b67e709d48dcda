"""Groups for six meetings: how many pairs meet again, against the proven bound and against random mixing; seconds."""

from bench.measuring import Clock
from sitting import alike_pairs, by_chance, keys, repeated, rounds_of, some_people

from nettools.domain.groups import GroupRules, Trait
from nettools.scheduling.constellations import Round, make_groups

MEETINGS, PEOPLE = 6, (24, 60, 200, 1000)
RULES = GroupRules(at_least=4, at_most=6, mix=(Trait.UNIT, Trait.PROFESSION))


def run():
    yield "| people | repeated pairs | proven bound | by chance | same unit | same profession | by chance | seconds |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|"
    for number in PEOPLE:
        yield row(number)
    yield ""
    yield "One leaves and one comes, at all six meetings at once:"
    for number in PEOPLE:
        yield changed(number)


def row(number):
    people = some_people(number)
    clock = Clock()
    made = make_groups(people, rounds_of(people, MEETINGS), RULES)
    seconds = clock.seconds
    sizes = [len(members) for members in made.rounds[1].values()]
    chance = by_chance(people, MEETINGS, sizes)
    mixed = [alike_pairs(people, made.rounds, trait) for trait in RULES.mix]
    unmixed = "/".join(str(alike_pairs(people, chance, trait)) for trait in RULES.mix)
    cells = (number, repeated(made.rounds), made.lower_bound, repeated(chance), *mixed, unmixed, f"{seconds:.2f}")
    return f"| {' | '.join(map(str, cells))} |"


def changed(number):
    people = some_people(number + 1)
    before, after = people[:-1], people[1:]
    made = make_groups(before, rounds_of(before, MEETINGS), RULES)
    now = [Round(number=n, present=keys(after), previous=groups) for n, groups in made.rounds.items()]
    clock = Clock()
    then = make_groups(after, now, RULES)
    moved = sum(map(len, then.moved.values()))
    return f"{number} people: {moved} moved, {then.repeated_pairs} repeated pairs, {clock.seconds:.2f} s"
