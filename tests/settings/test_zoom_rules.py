"""A term's rules for Zoom: read as written, and refused where they cannot hold."""

import pytest

from nettools.domain.people import EmailAddress
from nettools.domain.termplan import ZoomRules

HT26 = "config/terms/HT26.toml"
AT = "[zoom_hosts.sal-1]"


def test_the_rules_of_the_term_hold_for_every_network_but_those_with_their_own(home):
    own = "[networks.zoom]\nregistration = true\n\n[[networks.meetings]]\nnumber = 1\ndate = 2026-09-22"
    shared = 'waiting_room = false\njoin_early = 10\npasscode = "Sommar26"\nalternative_hosts = ["Ny@example.se"]'
    home.change(HT26, (AT, f"[zoom]\n{shared}\n{AT}"), ("[[networks.meetings]]\nnumber = 1\ndate = 2026-09-22", own))

    first, second = home.load().terms["HT26"].networks
    assert first.zoom == ZoomRules(registration=True)
    assert second.zoom == ZoomRules(
        waiting_room=False,
        join_early=10,
        passcode="Sommar26",
        alternative_hosts=(EmailAddress("ny@example.se"),),
    )


@pytest.mark.parametrize(
    ("rules", "codes"),
    [
        ('passcode = "Sommar-2026"', [("zoom.passcode", "passcode")]),
        ('passcode = "hej då"', [("zoom.passcode", "passcode")]),
        ("waiting_room = false\njoin_early = 7", [("zoom.join_early", "join-early")]),
        ("join_early = 5", [("zoom.join_early", "waiting-room")]),
        ('alternative_hosts = ["a@example.se", "A@example.se"]', [("zoom.alternative_hosts", "twice")]),
        ('alternative_hosts = ["Zoom-sal-1@example.se"]', [("zoom.alternative_hosts", "host")]),
        (
            'passcode = "för långt för Zoom"\njoin_early = 7',
            [("zoom.join_early", "join-early"), ("zoom.join_early", "waiting-room"), ("zoom.passcode", "passcode")],
        ),
    ],
)
def test_every_rule_that_cannot_hold_is_told_by_its_key(home, rules, codes):
    home.change(HT26, (AT, f"[zoom]\n{rules}\n{AT}"))

    assert home.codes() == codes


def test_a_networks_own_rule_is_told_by_the_networks_key(home):
    own = "[networks.zoom]\njoin_early = 5\n\n[[networks.meetings]]\nnumber = 1\ndate = 2026-09-22"
    home.change(HT26, ("[[networks.meetings]]\nnumber = 1\ndate = 2026-09-22", own))

    assert home.codes() == [("networks.natverk-1.zoom.join_early", "waiting-room")]


@pytest.mark.parametrize("passcode", ["abc123", "A-_*!@9", "1234567890"])
def test_a_passcode_that_zoom_takes_is_taken(home, passcode):
    home.change(HT26, (AT, f'[zoom]\npasscode = "{passcode}"\n{AT}'))

    assert home.load().terms["HT26"].networks[0].zoom.passcode == passcode
