"""What the token may do beyond the course rooms: Canvas terms and SIS imports, which belong to the root account."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from nettools.canvas.client import CanvasClient
from nettools.errors import RemoteError

_REFUSED = frozenset({"forbidden", "not-found", "refused"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """`root`: the account is a root account. `terms`: Canvas terms can be made there; `sis_imports`: CSV imported."""

    root: bool = False
    terms: bool = False
    sis_ids: bool = False
    sis_imports: bool = False


def reach(client: CanvasClient, account_id: str) -> Reach:
    """Ask Canvas, in two calls at most; whatever it does not let us ask, we may not do. Raises RemoteError.

    Terms and imports live on the root account only (terms_controller, sis_imports_api_controller).
    """
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="reach") as pool:
            asked = {"permissions[]": ["manage_account_settings", "manage_sis", "import_sis"]}
            rights = pool.submit(client.get_json, f"accounts/{account_id}/permissions", asked)
            root = client.get_json(f"accounts/{account_id}").get("root_account_id") is None
            may = rights.result()
    except RemoteError as error:
        if error.code in _REFUSED:
            return Reach()
        raise
    return Reach(
        root=root,
        terms=root and bool(may.get("manage_account_settings")),
        sis_ids=bool(may.get("manage_sis")),
        sis_imports=root and bool(may.get("import_sis")),
    )
