"""The old Word format (.doc): LibreOffice turns it into .docx, which we read; without LibreOffice it is refused.

The program runs with a profile of its own that forbids macros and links, in a folder of its own that is taken away.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from nettools.files.documents.refusals import UnreadableError

PATIENCE = 90.0  # seconds; the first start of a new profile is the slow one
_STARTS = 3
_AGAIN = {79, 81}  # how it says that its new profile is laid out and that it wants to start anew
_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_FORBIDDING = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" \
oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">\
<value>0</value></prop></item>
</oor:items>
"""


def libreoffice() -> str:
    """LibreOffice's program on this computer, or empty.

    The program itself rather than the script before it: what is ended when it takes too long is then the right one.
    """
    started = next((path for name in _PROGRAMS if (path := shutil.which(name))), "")
    itself = Path(started).resolve().with_name("soffice.bin") if started else Path()
    if itself.is_file():
        return str(itself)
    return started or next((place for place in _PLACES if Path(place).is_file()), "")


def as_docx(content: bytes, *, patience: float = PATIENCE) -> bytes:
    """An old Word file's bytes as .docx. Raises UnreadableError; waits `patience` seconds at most."""
    program = libreoffice()
    if not program:
        raise UnreadableError("needs-libreoffice")
    with tempfile.TemporaryDirectory(prefix="nettools-doc-", ignore_cleanup_errors=True) as room:
        folder = Path(room)
        source = folder / "draft.doc"
        source.write_bytes(content)
        user = folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_FORBIDDING, encoding="utf-8")
        _convert([program, f"-env:UserInstallation={(folder / 'profile').as_uri()}"], source, folder, patience)
        made = folder / "draft.docx"
        if not made.is_file():
            raise UnreadableError("damaged")
        return made.read_bytes()


def _convert(program: list[str], source: Path, folder: Path, patience: float) -> None:
    words = [*program, "--headless", "--norestore", "--nolockcheck", "--convert-to", "docx", "--outdir", str(folder)]
    for _ in range(_STARTS):
        running = subprocess.Popen(  # noqa: S603 - a program of this computer, by its whole path, on a file that we named
            [*words, str(source)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            if running.wait(patience) not in _AGAIN:
                return
        except subprocess.TimeoutExpired:
            raise UnreadableError("too-slow") from None
        finally:
            running.kill()
            running.wait()
