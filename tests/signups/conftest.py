import tomllib
from pathlib import Path

import pytest

from nettools.signups import ColumnRules

SHIPPED = Path(__file__).parents[2] / "config" / "signup_columns.toml"


@pytest.fixture(scope="session")
def mapping():
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def rules(mapping):
    return ColumnRules.from_mapping(mapping)[0]
