"""Handing SIS imports to the pretend Canvas over the wire, without our own client."""

import io
import zipfile

from canvas_talk import made

PATH = "/accounts/1/sis_imports"
USERS = "user_id,login_id,full_name,status"
COURSES = "course_id,short_name,long_name,status"
SECTIONS = "section_id,course_id,name,status"
ENROLMENTS = "course_id,section_id,user_id,role,status"


def table(header, *rows):
    """A CSV file in bytes."""
    return "".join(f"{line}\n" for line in (header, *rows)).encode()


def packed(**files):
    """A zip; a name without an ending is that of a CSV file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name if "." in name else f"{name}.csv", content)
    return data.getvalue()


def handed_in(talk, data, name="users.csv", **options):
    """The answer to an import as multipart."""
    return talk.call("POST", PATH, files={"attachment": (name, data)}, data=options)


def handed_in_raw(talk, data, media, **query):
    """The answer to an import as a raw body."""
    headers = {"Content-Type": media} if media else {}
    return talk.call("POST", PATH, data=data, headers=headers, params=query)


def watched(talk, import_id):
    """The import when it is done."""
    for _ in range(20):
        found = made(talk.get(f"{PATH}/{import_id}"))
        if found["ended_at"] is not None:
            return found
    raise AssertionError(found["workflow_state"])


def imported(talk, data, name="users.csv", **options):
    """Hand in, and wait until it is done."""
    return watched(talk, made(handed_in(talk, data, name, **options))["id"])


def warnings_of(done):
    """The words of the warnings."""
    return [words for _, words in done.get("processing_warnings", [])]


def errors_of(done):
    """The words of the failures."""
    return [words for _, words in done.get("processing_errors", [])]
