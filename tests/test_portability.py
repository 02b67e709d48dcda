"""What would work on one system only: modules, calls and signals of Unix, and text whose encoding is inherited."""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "nettools"
UNIX_ONLY_MODULES = {
    *("crypt", "fcntl", "grp", "nis", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"),
}
UNIX_ONLY_OF_OS = {
    *("chown", "chroot", "fchmod", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getgroups"),
    *("getloadavg", "getpgid", "getuid", "kill", "killpg", "lchown", "mkfifo", "nice", "pread", "pwrite", "setgid"),
    *("setpgid", "setsid", "setuid", "statvfs", "sync", "sysconf", "uname", "wait", "wait3", "wait4", "waitid"),
    *("waitpid", "O_DIRECTORY", "O_NOFOLLOW"),
}
UNIX_ONLY_OF_SIGNAL = {
    *("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGQUIT", "SIGSTOP", "SIGTSTP", "SIGUSR1", "SIGUSR2"),
    *("alarm", "pause", "pthread_kill", "pthread_sigmask", "setitimer", "sigwait"),
}
UNIX_ONLY = {"os": UNIX_ONLY_OF_OS, "signal": UNIX_ONLY_OF_SIGNAL}
SUBPROCESS = {"Popen", "call", "check_call", "check_output", "run"}
OPENERS = {"NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "fdopen", "open"}

# Where a call that Windows has not stands, each behind a question of which system it is.
ALLOWED: set[str] = {"files/documents/worker.py: resource"}


def faults(source):
    """What in a module's text is not portable, as (line, what)."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, each.name) for each in node.names if root(each.name) in UNIX_ONLY_MODULES]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = {each.name for each in node.names}
            found += [(node.lineno, node.module)] if root(node.module) in UNIX_ONLY_MODULES else []
            found += [(node.lineno, f"{node.module}.{name}") for name in names & UNIX_ONLY.get(node.module, set())]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = node.value.id
            found += [(node.lineno, f"{owner}.{node.attr}")] if node.attr in UNIX_ONLY.get(owner, ()) else []
        elif isinstance(node, ast.Call) and inherits_its_encoding(node):
            found.append((node.lineno, f"{ast.unparse(node.func)} without encoding"))
    return found


def root(module):
    return module.partition(".")[0]


def inherits_its_encoding(call):
    """Whether a call reads or writes text in whatever encoding the computer happens to have."""
    if any(each.arg in {"encoding", None} for each in call.keywords):  # None: **options
        return False
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if name == "read_text":
        return owner != "" and len(call.args) < 1
    if name == "write_text":
        return len(call.args) < 2
    if name in SUBPROCESS and owner == "subprocess":
        return any(each.arg in {"text", "universal_newlines"} and is_true(each.value) for each in call.keywords)
    return name in OPENERS and opens_text(name, owner, call)


def is_true(node):
    return not (isinstance(node, ast.Constant) and not node.value)


def opens_text(name, owner, call):
    if name == "open" and owner in {"os", "webbrowser", "Image", "self._zip"}:
        return False
    position = 0 if name.endswith("TemporaryFile") or (owner and owner not in {"io", "os", "gzip", "codecs"}) else 1
    default = "w+b" if name.endswith("TemporaryFile") else "r"
    given = [each.value for each in call.keywords if each.arg == "mode"] or call.args[position : position + 1]
    mode = given[0].value if given and isinstance(given[0], ast.Constant) else default if not given else "?"
    return "b" not in str(mode)


def everything():
    return sorted(HOUSE.rglob("*.py"))


def name_of(path):
    return path.relative_to(HOUSE).as_posix()


@pytest.mark.parametrize("path", everything(), ids=name_of)
def test_a_module_works_on_every_system(path):
    found = {f"{name_of(path)}: {what}" for _, what in faults(path.read_text(encoding="utf-8"))}
    assert found - ALLOWED == set()


def test_what_is_allowed_is_there_to_be_allowed():
    all_found = {f"{name_of(path)}: {what}" for path in everything() for _, what in faults(path.read_text("utf-8"))}
    assert ALLOWED - all_found == set()


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("import fcntl", "fcntl"),
        ("import pwd as people", "pwd"),
        ("from resource import getrusage", "resource"),
        ("from os import getuid", "os.getuid"),
        ("import os\nos.fork()", "os.fork"),
        ("import os\nos.waitpid(1, 0)", "os.waitpid"),
        ("import signal\nstop = signal.SIGKILL", "signal.SIGKILL"),
        ("from signal import SIGKILL", "signal.SIGKILL"),
        ("open('a')", "open without encoding"),
        ("open('a', 'w')", "open without encoding"),
        ("path.open()", "path.open without encoding"),
        ("path.open('w')", "path.open without encoding"),
        ("path.read_text()", "path.read_text without encoding"),
        ("path.write_text('å')", "path.write_text without encoding"),
        ("tempfile.NamedTemporaryFile('w')", "tempfile.NamedTemporaryFile without encoding"),
        ("os.fdopen(3, 'w')", "os.fdopen without encoding"),
        ("subprocess.run(['a'], text=True)", "subprocess.run without encoding"),
    ],
)
def test_what_works_on_one_system_only_is_found(source, what):
    assert [each for _, each in faults(source)] == [what]


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.replace('a', 'b')",
        "import signal\nsignal.signal(signal.SIGINT, stop)",
        "open('a', 'rb')",
        "open('a', mode='wb')",
        "open('a', encoding='utf-8')",
        "path.open('xb')",
        "path.read_text(encoding='utf-8')",
        "path.read_text('utf-8')",
        "path.write_text('å', encoding='utf-8', newline='')",
        "os.fdopen(3, 'wb')",
        "os.open('a', os.O_RDONLY)",
        "tempfile.TemporaryFile()",
        "subprocess.run(['a'], text=True, encoding='utf-8')",
        "subprocess.run(['a'])",
        "read_text('a value of ours')",
    ],
)
def test_what_works_everywhere_is_left_in_peace(source):
    assert faults(source) == []
