"""What PDF/UA-1 asks of a letter, read from the file itself: the rules that a machine can check (Matterhorn protocol).

veraPDF would do the same, but neither npm, PyPI nor Debian has it, and Maven's registry could not be reached.
"""

import io
from itertools import pairwise

import pikepdf

_PAINTS = {"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "EI"}
_FONT_FILES = {"/FontFile", "/FontFile2", "/FontFile3"}


class Element:
    """A structure element: its standard name, its dictionary and its children."""

    def __init__(self, dictionary, roles):
        self.dictionary = dictionary
        self.name = roles.get(str(dictionary.S), str(dictionary.S)).removeprefix("/")
        kids = dictionary.get("/K", pikepdf.Array())
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        dictionaries = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]
        self.children = [Element(kid, roles) for kid in dictionaries if "/S" in kid]
        self.objects = [kid for kid in dictionaries if str(kid.get("/Type", "")) == "/OBJR"]

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()


def faults_in(pdf, *, title):
    """Every rule that the file breaks, as a sentence; none for a letter that all can read."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            *_of_the_document(document, title),
            *_of_the_structure(elements_of(document)),
            *_of_links(document),
            *_of_fonts(document),
            *(fault for page in document.pages for fault in _of_content(page)),
        ]


def elements_of(document):
    """All structure elements in reading order."""
    root = document.Root.get("/StructTreeRoot")
    if root is None:
        return []
    roles = {str(name): str(role) for name, role in root.get("/RoleMap", {}).items()}
    top = root.K if isinstance(root.K, pikepdf.Array) else [root.K]
    return [element for kid in top for element in Element(kid, roles).walk()]


def _of_the_document(document, title):
    root = document.Root
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "it is not marked as tagged"
    if str(root.get("/Lang", "")) not in {"sv", "sv-SE"}:
        yield "its language is not Swedish"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "programs are not told to show its title"
    with document.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "it does not say that it is PDF/UA-1"
        if metadata.get("dc:title") != title:
            yield "its title is another"
    if document.is_encrypted or "/JavaScript" in root.get("/Names", {}):
        yield "it is encrypted, or runs something"


def _of_the_structure(elements):
    if not elements:
        yield "it has no structure"
    levels = [int(one.name[1]) for one in elements if one.name in {f"H{n}" for n in range(1, 7)}]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "its first heading is not its only one of the first level"
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield "a level of heading is left out"
    for one in elements:
        yield from _of_an_element(one)


def _of_an_element(one):
    names = [child.name for child in one.children]
    match one.name:
        case "L" if set(names) - {"LI", "Caption"} or not names:
            yield "a list has something else than items"
        case "LI" if "LBody" not in names or set(names) - {"Lbl", "LBody"}:
            yield "an item of a list has no body"
        case "Table":
            yield from _of_a_table(one)
        case "Figure" | "Formula" if not str(one.dictionary.get("/Alt", "")).strip():
            yield "a picture has no alternative text"
        case "Link" if not one.objects:
            yield "a link in the structure leads to no link on the page"


def _of_a_table(table):
    rows = [element for element in table.walk() if element.name == "TR"]
    cells = [[child.name for child in row.children] for row in rows]
    if not cells or set(cells[0]) != {"TH"}:
        yield "a table has no row of headings"
    if len({len(row) for row in cells}) > 1:
        yield "the rows of a table differ in length"
    for heading in (child for row in rows for child in row.children if child.name == "TH"):
        if _scope(heading.dictionary) not in {"/Column", "/Row", "/Both"}:
            yield "a heading of a table does not say what it is over"


def _scope(dictionary):
    attributes = dictionary.get("/A", pikepdf.Array())
    attributes = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    scopes = [str(each.get("/Scope", "")) for each in attributes if isinstance(each, pikepdf.Dictionary)]
    return next((scope for scope in scopes if scope), "")


def _of_links(document):
    for page in document.pages:
        links = [one for one in page.get("/Annots", []) if str(one.Subtype) == "/Link"]
        if links and str(page.get("/Tabs", "")) != "/S":
            yield "the order of tabs is not that of the structure"
        for link in links:
            if "/StructParent" not in link or not str(link.get("/Contents", "")).strip():
                yield "a link is not in the structure, or says nothing"


def _of_fonts(document):
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Dictionary):
            continue
        if str(thing.get("/Type", "")) == "/FontDescriptor" and not _FONT_FILES & set(thing.keys()):
            yield "a font is not in the file"
        if str(thing.get("/Subtype", "")) in {"/Type0", "/TrueType", "/Type1"} and "/ToUnicode" not in thing:
            yield "a font does not say which letters its shapes are"


def _of_content(page):
    """Whatever is painted is either part of the structure or said to be decoration."""
    marked = []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in {"BDC", "BMC"}:
            marked.append(_is_told(instruction))
        elif operator == "EMC":
            marked.pop()
        elif operator in _PAINTS and not any(marked):
            yield f"something is painted ({operator}) that is neither content nor decoration"


def _is_told(instruction):
    name, *properties = instruction.operands
    with_number = any(isinstance(one, pikepdf.Dictionary) and "/MCID" in one for one in properties)
    return str(name) == "/Artifact" or with_number
