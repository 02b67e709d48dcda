"""Files at the pretend Canvas: handed over in three steps, fetched by an address that needs no token."""

import base64
import unicodedata
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from nettools.sandbox.canvas.answers import NOT_FOUND, as_int, not_found, stamp
from nettools.sandbox.canvas.ids import find_assignment, find_course
from nettools.sandbox.canvas.visit import Manners, Route, Visit, new_uuid
from nettools.sandbox.canvas.world import StoredFile, World
from nettools.sandbox.wire import WireServer, rule
from nettools.sandbox.wire_messages import Answer, Asked, Upload, json_answer, text_answer

HTML = "text/html; charset=utf-8"
LOGIN_PAGE = "<html><head><title>Log in to Canvas</title></head><body><form>Email, password</form></body></html>"
TICKET_LIFE = timedelta(minutes=30)


def file_json(visit: Visit, file: StoredFile) -> dict[str, Any]:
    """A file as an attachment. `filename` is written as in a form; `display_name` is for people."""
    return {
        "id": file.id,
        "uuid": file.uuid,
        "folder_id": 1,
        "display_name": file.display_name,
        "filename": quote_plus(file.display_name),
        "upload_status": "success" if file.workflow_state == "available" else "pending",
        "content-type": file.content_type,
        "url": download_url(visit, file),
        "size": file.size,
        "created_at": file.created_at,
        "updated_at": file.updated_at,
        "unlock_at": None,
        "locked": False,
        "hidden": False,
        "lock_at": None,
        "hidden_for_user": False,
        "thumbnail_url": None,
        "modified_at": file.updated_at,
        "mime_class": "doc" if "word" in file.content_type else "file",
        "media_entry_id": None,
        "category": "uncategorized",
        "locked_for_user": False,
    }


def download_url(visit: Visit, file: StoredFile) -> str:
    """Where a file is fetched; whoever has the address has the file."""
    host = visit.file_host if visit.manners.files == "elsewhere" else visit.asked.base_url
    return f"{host}/files/{file.id}/download?download_frd=1&verifier={file.uuid}"


# -- handing over ------------------------------------------------------------------------------------


def begin_hand_in(visit: Visit, course: str, assignment: str, user: str) -> Answer:
    """Step 1 for a hand-in: POST /courses/:c/assignments/:a/submissions/self/files."""
    del user  # the caller's own, whatever number is in the path
    found = find_course(visit, course)
    visit.need_member(found)
    find_assignment(visit, found, assignment)
    return begin_upload(visit)


def begin_upload(visit: Visit, user: str = "self") -> Answer:
    """Step 1: a place to put the file, open for half an hour."""
    del user
    sent, now = visit.params, datetime.fromisoformat(visit.now)
    name = unicodedata.normalize("NFC", str(sent.get("name") or "unnamed"))
    file = visit.world.files.new(
        uuid=new_uuid(),
        user_id=visit.caller.id,
        display_name=name,
        content_type=str(sent.get("content_type") or "application/octet-stream"),
        created_at=visit.now,
        updated_at=visit.now,
        ticket=new_uuid(),
        ticket_until=stamp(now + TICKET_LIFE),
        size=as_int(sent.get("size")),
    )
    params = {"filename": name, "content_type": file.content_type, "Policy": file.ticket}
    address = f"{visit.asked.base_url}/files_api"
    return visit.json({"upload_url": address, "upload_params": params, "file_param": "file"})


def receive_upload(world: World, manners: Manners, asked: Asked, now: str) -> Answer:
    """Step 2, without a token: the ticket in the parameters is enough."""
    ticket = str(asked.params.get("Policy") or "none")
    file = next(iter(world.files.where("ticket", ticket)), None)
    upload = asked.params.get("file")
    if file is None or not isinstance(upload, Upload) or file.ticket_until < now:
        return json_answer({"message": "Invalid upload parameters"}, 400)
    store_file(world, file, upload.data, now)
    query = urlencode({"uuid": file.uuid})
    where = f"{asked.base_url}/api/v1/files/{file.id}/create_success?{query}"
    if manners.upload_status == 201:  # noqa: PLR2004 - HTTP's Created
        where = f"{asked.base_url}/api/v1/files/{file.id}?{query}"
        return json_answer({"id": file.id, "location": where}, 201, [("Location", where)])
    return json_answer({}, 303, [("Location", where)])


def store_file(world: World, file: StoredFile, data: bytes, now: str) -> StoredFile:
    """Put the bytes in; the file is there from now on, and its ticket is used up."""
    content = base64.b64encode(data).decode("ascii")
    return world.files.update(
        file, content=content, size=len(data), updated_at=now, workflow_state="available", ticket=""
    )


def confirm_upload(visit: Visit, file: str) -> Answer:
    """Step 3: GET where step 2 pointed."""
    return show_file(visit, file)


def show_file(visit: Visit, file: str) -> Answer:
    """GET /files/:id: the file with a fresh address."""
    found = _available(visit.world, file)
    if found.user_id != visit.caller.id and visit.params.get("uuid") != found.uuid:
        visit.need_admin()
    return visit.json(file_json(visit, found))


def show_public_url(visit: Visit, file: str) -> Answer:
    """GET /files/:id/public_url."""
    return visit.json({"public_url": download_url(visit, _available(visit.world, file))})


def _available(world: World, named: str) -> StoredFile:
    found = world.files.get(as_int(named))
    if found is None or found.workflow_state != "available":
        raise not_found()
    return found


# -- fetching, outside /api/v1 -----------------------------------------------------------------------


def download(world: World, manners: Manners, asked: Asked, file: str, file_host: str) -> Answer:
    """GET /files/:id/download on Canvas itself. Without the right verifier: to the log-in page, which answers 200."""
    found = world.files.get(as_int(file))
    if found is None or found.workflow_state != "available":
        return text_answer("<html><body><h1>Page Not Found</h1></body></html>", 404, HTML)
    if asked.params.get("verifier") != found.uuid:
        return Answer(status=302, media=HTML, headers=(("Location", f"{asked.base_url}/login/canvas"),))
    if manners.files == "here":
        return file_answer(found)
    where = f"{file_host}/files/{found.id}/download?verifier={found.uuid}"
    return Answer(status=302, media=HTML, headers=(("Location", where),))


def log_in_page(asked: Asked) -> Answer:
    """A page in HTML with status 200, which careless programs save as the file."""
    del asked
    return text_answer(LOGIN_PAGE, 200, HTML)


def file_answer(file: StoredFile) -> Answer:
    """The bytes, with a name for the browser."""
    plain = file.display_name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.display_name, safe='')}"
    data = base64.b64decode(file.content)
    return Answer(body=data, media=file.content_type, headers=(("Content-Disposition", disposition),))


class FileHost(WireServer):
    """The other host where files lie. It takes no token: a request that brings one is refused and counted."""

    name = "canvas files"

    def __init__(self, world: World, **settings: Any) -> None:  # noqa: ANN401 - as WireServer takes them
        super().__init__([rule("GET", "/files/<file>/download", self.fetch)], **settings)
        self.world = world
        self.tokens_received = 0

    def fetch(self, asked: Asked, file: str) -> Answer:
        """GET the bytes with a verifier."""
        if "authorization" in asked.headers:
            self.tokens_received += 1
            return json_answer({"error": "only one authentication mechanism is allowed"}, 401)
        found = self.world.files.get(as_int(file))
        if found is None or asked.params.get("verifier") != found.uuid:
            return json_answer(NOT_FOUND, 404)
        return file_answer(found)


ROUTES: tuple[Route, ...] = (
    ("POST", "/courses/<course>/assignments/<assignment>/submissions/<user>/files", begin_hand_in),
    ("POST", "/users/<user>/files", begin_upload),
    ("GET", "/files/<file>", show_file),
    ("GET", "/files/<file>/create_success", confirm_upload),
    ("GET", "/files/<file>/public_url", show_public_url),
)
