"""Addresses that mail can be sent to."""

from functools import lru_cache


@lru_cache(maxsize=64)  # the address to reply to is the same in all letters
def is_deliverable(address: str) -> bool:
    """Whether mail servers of today take the address: well formed, and ASCII before the at sign.

    Only the form is looked at; no one is asked whether the mailbox exists.
    """
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - costs 40 ms, only for letters

    try:
        return validate_email(address, check_deliverability=False, allow_smtputf8=False).ascii_email is not None
    except EmailNotValidError:
        return False


def ascii_address(address: str) -> str:
    """The address as it goes over the wire: a domain with å, ä or ö in its ASCII form (`xn--…`)."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
