"""A portal that is served in a process of its own, and what is asked of every page in a real browser."""

import os
import subprocess
import sys
from contextlib import contextmanager

QUIET = ("disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync", "no-first-run")
OUTLINE = "Array.from(document.querySelectorAll('h1, h2, h3')).map(one => Number(one.tagName[1]))"
OVERFLOWS = "document.documentElement.scrollWidth > window.innerWidth"

# For every text that is seen: the contrast between its colour and the nearest background below it.
LOWEST_CONTRAST = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map(v => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const below = one => { while (one) { const c = numbers(getComputedStyle(one).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; one = one.parentElement; } return [255, 255, 255]; };
  const texts = Array.from(document.querySelectorAll('body *')).filter(one =>
    Array.from(one.childNodes).some(node => node.nodeType === 3 && node.textContent.trim()));
  return Math.min(...texts.map(one => { const [a, b] = [light(numbers(getComputedStyle(one).color)), light(below(one))];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); }));
}"""

FAINTEST = 4.5
BOUNDARY = "----gr4ns"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
UNLABELLED = """Array.from(document.querySelectorAll('input:not([type=hidden]), textarea, select'))
  .some(one => !one.labels.length)"""


@contextmanager
def portal_of(home):
    """Where the portal of the home answers."""
    command = [sys.executable, "-m", "nettools", "portal", "--port", "0", "--home", str(home)]
    environment = {**os.environ, "NETTOOLS__LANGUAGE": "en", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment) as running:
        try:
            yield running.stdout.readline().split()[-1]
        finally:
            running.terminate()


def opened(browser, width):
    """A page of a browser that knows nothing yet; what it complains of is collected."""
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def faults_of(page):
    """What is wrong with the page that is shown, whatever it says; an empty list is what is wanted."""
    outline = page.evaluate(OUTLINE)
    wrong = [*page.complaints]
    wrong += ["several headings of the first level, or none"] if outline.count(1) != 1 else []
    jumps = [later - earlier > 1 for earlier, later in zip([0, *outline], outline, strict=False)]
    wrong += ["a level of heading is left out"] if any(jumps) else []
    wrong += ["a text is too faint"] if page.evaluate(LOWEST_CONTRAST) < FAINTEST else []
    wrong += ["it is wider than the window"] if page.evaluate(OVERFLOWS) else []
    wrong += ["a field has no label"] if page.evaluate(UNLABELLED) else []
    return wrong


def form(token, *files, end=f"--{BOUNDARY}--\r\n"):
    """A form as a browser sends it: the token, then files with their names as they are; with `end` it is whole."""
    parts = [(b'name="csrfmiddlewaretoken"', token.encode())] if token else []
    parts += [(f'name="{field}"; filename="{name}"'.encode(), content) for field, name, content in files]
    begin = f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
    return b"".join(begin + head + b"\r\n\r\n" + content + b"\r\n" for head, content in parts) + end.encode()
