"""The house rules that import-linter cannot see: what thinking rooms use, sizes, and what each room says of itself."""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "nettools"
THINKING = ("domain", "signups", "scheduling", "changes", "letters", "healthplans", "attendance", "retention")
ROOMS = (
    *THINKING,
    *("canvas", "zoom", "mail", "files", "store", "settings", "jobs", "sandbox", "cli", "portal", "errors", "language"),
)
MAY_USE = {
    *(
        "nettools",
        "__future__",
        "bisect",
        "collections",
        "dataclasses",
        "datetime",
        "enum",
        "functools",
        "hashlib",
        "itertools",
    ),
    *("heapq", "json", "math", "re", "string", "types", "typing", "unicodedata", "zoneinfo"),
}
MAY_USE_TOO = {  # by room: libraries that think, too
    "domain": {"stdnum"},
    "letters": {"jinja2", "markdown_it", "html", "uuid"},
    "changes": {"html"},
    "healthplans": {"rapidfuzz"},
    "scheduling": {"holidays", "highspy", "numpy", "random"},  # chance from a seed that is given
    "signups": {"stdnum", "email_validator", "rapidfuzz"},
}
MAY_NOT_CALL = {"open", "print", "input"}
MAY_NOT_ASK = {"now", "today", "utcnow"}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
LONGEST_COMMAND = 20
MOST_PARAMETERS = 8

# Where a bound does not hold, and why. The list is counted: a new one is a decision.
EXEMPT: dict[str, str] = {}


def modules(*rooms):
    found = []
    for room in rooms:
        found += [HOUSE / f"{room}.py"] if (HOUSE / f"{room}.py").is_file() else sorted((HOUSE / room).rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


def everything():
    return [path for path in sorted(HOUSE.rglob("*.py")) if "migrations" not in path.parts]


def name_of(path):
    return path.relative_to(HOUSE).as_posix()


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(path):
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def roots_imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", modules(*THINKING), ids=name_of)
def test_thinking_rooms_use_only_what_is_listed(path):
    tree = tree_of(path)
    room = path.relative_to(HOUSE).parts[0].removesuffix(".py")
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    asked = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }

    assert set(roots_imported(tree)) - MAY_USE - MAY_USE_TOO.get(room, set()) == set()
    assert called & MAY_NOT_CALL == set()
    assert asked & MAY_NOT_ASK == set()


@pytest.mark.parametrize("path", everything(), ids=name_of)
def test_modules_say_what_they_are_for_and_stay_short(path):
    text = path.read_text(encoding="utf-8")

    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= LONGEST_MODULE or name_of(path) in EXEMPT


@pytest.mark.parametrize("path", everything(), ids=name_of)
def test_functions_stay_short_and_take_few_parameters(path):
    options_excepted = path.parent.name == "cli"
    too_long = [f.name for f in functions_of(path) if f.end_lineno - f.lineno + 1 > LONGEST_FUNCTION]
    too_many = [f.name for f in functions_of(path) if len(f.args.args) + len(f.args.kwonlyargs) > MOST_PARAMETERS]

    assert [name for name in too_long if f"{name_of(path)}:{name}" not in EXEMPT] == []
    assert options_excepted or [name for name in too_many if f"{name_of(path)}:{name}" not in EXEMPT] == []


@pytest.mark.parametrize("path", modules("cli"), ids=name_of)
def test_a_command_parses_calls_one_job_and_shows(path):
    commands = [
        function
        for function in functions_of(path)
        if any("command" in ast.unparse(decorator) for decorator in function.decorator_list)
    ]
    body_lines = {f.name: f.end_lineno - f.body[0].lineno + 1 for f in commands}

    assert {name: lines for name, lines in body_lines.items() if lines > LONGEST_COMMAND} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_comes_in_what_goes_out_and_what_it_never_does(room):
    folder = HOUSE / room / "__init__.py"
    docstring = ast.get_docstring(tree_of(folder if folder.is_file() else HOUSE / f"{room}.py"))

    assert docstring
    if folder.is_file():
        assert [word for word in ("In:", "Out:", "Never:") if word not in docstring] == []


def test_the_map_names_every_room_and_every_room_is_on_the_map():
    there = {path.stem for path in HOUSE.glob("*.py") if not path.stem.startswith("__")}
    there |= {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    map_of_the_house = ast.get_docstring(tree_of(HOUSE / "__init__.py"))
    drawn = map_of_the_house.split("Every job looks")[0]

    assert there == set(ROOMS)
    assert [room for room in ROOMS if room not in drawn] == []


def test_exemptions_are_counted_and_say_why():
    assert len(EXEMPT) == 0
