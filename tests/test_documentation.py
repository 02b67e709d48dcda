"""The pages that people read say what the program does. (`make check` compares what is generated.)"""

import ast
import re
from pathlib import Path

import documentation

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
HANDBOOK = (ROOT / "docs" / "handbok.md").read_text(encoding="utf-8")
# Classes of the domain that are plain tools of a value already in the glossary.
SPOKEN_OF_ELSEWHERE = {
    "Glimpse": "docs/json.md, doctor",
    "JournalEntry": "docs/json.md, journal",
    "RunEntry": "docs/json.md, journal",
    "ZoomHost": "config/terms, zoom_hosts",
}
SWEDISH = {
    *("rektor", "enhet", "huvudman", "medfoljare", "anmalan", "natverk", "termin", "nattraff", "brev", "kommun"),
    *("handledning", "utbildningsledare", "medföljare", "anmälan", "nätverk", "nätverksträff", "gallring", "närvaro"),
}


def test_every_word_of_the_domain_stands_in_the_glossary():
    glossary = README.split("## Glossary")[1].split("\n## ")[0]
    classes = {
        node.name
        for path in (ROOT / "nettools" / "domain").glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }

    assert sorted(name for name in classes - SPOKEN_OF_ELSEWHERE.keys() if f"`{name}`" not in glossary) == []


def test_no_name_in_the_code_is_a_swedish_word():
    names = {
        (path.name, node.id)
        for path in (ROOT / "nettools").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id.casefold() in SWEDISH
    }

    assert names == set()


def test_every_command_in_the_handbook_and_the_readme_exists():
    known = {words for words, _, _ in documentation.commands()}
    typed = re.findall(r"^nettools ([a-z-]+)(?: ([a-z-]+))?", HANDBOOK + README, re.MULTILINE)
    wrong = [
        pair
        for pair in typed
        if f"nettools {' '.join(pair)}".strip() not in known and f"nettools {pair[0]}" not in known
    ]
    groups = {words for words in known if sum(other.startswith(f"{words} ") for other in known)}
    wrong += [pair for pair in typed if f"nettools {pair[0]}" in groups and f"nettools {' '.join(pair)}" not in known]

    assert wrong == []


def test_the_handbook_tells_every_group_of_commands():
    told = set(re.findall(r"nettools ([a-z]+)", HANDBOOK))
    nouns = {words.split()[1] for words, _, _ in documentation.commands() if " " in words}

    assert nouns - told - {"sandbox", "portal", "units"} == set()
