"""`nettools letters`, what concerns calendars: whose must be told something, and who subscribes."""

from typing import Annotated

import typer

from nettools.cli import door, printing
from nettools.cli.door import HomeOption, JsonOption, TermArgument
from nettools.cli.letters import app
from nettools.domain import swedish
from nettools.domain.calendars import CalendarEntry, EntryNews
from nettools.domain.people import EmailAddress
from nettools.jobs.letters.calendar_news import CalendarNews, calendar_news
from nettools.jobs.letters.feed_addresses import FeedAddress, close_feed, feed_address
from nettools.language import text, texts
from nettools.letters import UpdateLetter

__all__ = ["app"]

EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL", help=str(text("The person's e-mail address.")))]
RenewOption = Annotated[bool, typer.Option("--new", help=str(text("Make a new address; the old one stops working.")))]
StopOption = Annotated[bool, typer.Option("--stop", help=str(text("Close the feed; its address stops working.")))]
_NEWS = {
    EntryNews.INVITATION: text("new"),
    EntryNews.CHANGE: text("changed"),
    EntryNews.CANCELLATION: text("cancelled"),
}


@app.command(
    help=str(text("Whose calendars must be told of a new, moved or cancelled occasion, and by which letter.")),
    epilog=str(text("Example: nettools letters calendar HT26")),
)
def calendar(term: TermArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show what calendars must be told."""
    with door.tools(home) as tools:
        news = calendar_news(tools, term)
    printing.show(news, as_json=as_json, human=show_news)


@app.command(
    help=str(
        text("The address that a person's calendar can subscribe to: meetings and supervision, always as they are now.")
    ),
    epilog=str(text("Example: nettools letters feed asa.oberg@example.se")),
)
def feed(
    email: EmailArgument,
    renew: RenewOption = False,
    stop: StopOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell, renew or close a feed."""
    with door.tools(home) as tools:
        who = EmailAddress(email.strip())
        found = close_feed(tools, who) if stop else feed_address(tools, who, renew=renew)
    printing.show(found, as_json=as_json, human=show_feed)


def show_feed(found: FeedAddress) -> None:
    """Print the address, and what to know about it."""
    if not found.address:
        printing.line(text("The feed is closed."))
        return
    printing.line(found.address)
    if found.renewed:
        printing.line(text("The address before it no longer works."))
    if found.address.startswith("/"):
        printing.warn(text("Set portal.base_url, so that the address is whole."))
    printing.warn(text("Whoever has the address sees the calendar. Give it to nobody else; make a new one with --new."))


def show_news(news: CalendarNews) -> None:
    """Print a row for each calendar and occasion, then the commands that tell them."""
    sent = [each for each in news.letters if each.kind]
    if sent:
        headings = [text("To"), text("Occasion"), text("What"), text("Now"), text("Before")]
        printing.table("", headings, [_row(each) for each in sent])
        for kind in news.kinds:
            count = sum(each.kind is kind for each in sent)
            command = f"nettools letters send {kind} {news.term}"
            printing.line(texts("{n} letter: {command}", "{n} letters: {command}", count, command=command))
    else:
        printing.line(text("Every calendar that was told of an occasion is as it should be."))
    waiting = len({each.update.entry.to for each in news.letters if not each.kind})
    if waiting:
        printing.line(
            texts(
                "{n} person gets the network meetings with the welcome letter or the companion's.",
                "{n} people get the network meetings with the welcome letter or the companion's.",
                waiting,
            )
        )


def _row(letter: UpdateLetter) -> tuple[object, ...]:
    update = letter.update
    before = _time(update.before) if update.before and update.news is EntryNews.CHANGE else ""
    return str(update.entry.to), update.entry.title, _NEWS[update.news], _time(update.entry), before


def _time(entry: CalendarEntry) -> str:
    day = swedish.date_in_table(swedish.local(entry.starts).date())
    return f"{day} {swedish.clock(entry.starts, entry.ends)}"
