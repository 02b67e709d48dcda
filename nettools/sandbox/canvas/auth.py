"""Who is asking the pretend Canvas: access tokens, masquerading, and the five ways of not being let in."""

from nettools.sandbox.canvas.world import Token, User, World
from nettools.sandbox.wire_messages import AnswerError, Asked, json_answer, whole_number

CHALLENGE = ("WWW-Authenticate", 'Bearer realm="canvas-lms"')
ALL_RIGHTS = ("manage_account", "read_sis", "manage_sis", "import_sis", "become_user")
UNAUTHENTICATED = {"status": "unauthenticated", "errors": [{"message": "user authorization required"}]}
UNAUTHORIZED = {
    "status": "unauthorized",
    "errors": [{"message": "user not authorized to perform that action"}],
}


def token_text(asked: Asked) -> str:
    """The access token as the caller gave it, in the header or as a parameter; "" without one."""
    kind, _, text = asked.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return text.strip()
    return str(asked.params.get("access_token", ""))


def caller_of(world: World, asked: Asked, now: str) -> User:
    """The user that a request acts as; AnswerError 401 for everything that is no good token."""
    text = token_text(asked)
    if not text:
        raise AnswerError(json_answer(UNAUTHENTICATED, 401, [CHALLENGE]))
    token = next(iter(world.tokens.where("text", text)), None)
    user = world.users.get(_usable(token, now).user_id)
    if user is None or user.workflow_state == "deleted":
        raise _unusable("Invalid access token.")
    wanted = asked.params.get("as_user_id")
    return user if wanted is None else _masquerade(world, user, str(wanted))


def denied(status: int) -> AnswerError:
    """A good token without the right to do this: 403, or 401 in older Canvas."""
    return AnswerError(json_answer(UNAUTHORIZED, status))


def expired(when: str) -> AnswerError:
    """The token was good until `when`."""
    return _unusable("Expired access token.", expired_at=when)


def _usable(token: Token | None, now: str) -> Token:
    if token is None:
        raise _unusable("Invalid access token.")
    if token.workflow_state == "revoked":
        raise _unusable("Revoked access token.")
    if token.expires_at is not None and token.expires_at <= now:
        raise expired(token.expires_at)
    return token


def _unusable(text: str, **more: str) -> AnswerError:
    return AnswerError(json_answer({"errors": [{"message": text, **more}]}, 401, [CHALLENGE]))


def _masquerade(world: World, user: User, wanted: str) -> User:
    """Act as somebody else: by number or SIS id, with the right to, and never as one who may more."""
    kind, _, sis_id = wanted.partition(":")
    if kind == "sis_user_id":
        target = next(iter(world.users.where("sis_user_id", sis_id)), None)
    else:
        target = world.users.get(whole_number(wanted))
    allowed = target is not None and "become_user" in user.rights and set(target.rights) <= set(user.rights)
    if target is None or not allowed:
        raise AnswerError(json_answer({"errors": "Invalid as_user_id"}, 401))
    return target
