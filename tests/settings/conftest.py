import pytest

from nettools.errors import SettingsError
from nettools.settings import load_settings, shipped, shipped_files


class Home:
    """A home with the shipped config, in which tests change words."""

    def __init__(self, path):
        self.path = path
        for name in shipped_files("config"):
            self.write(name, shipped(name).read_bytes())

    def write(self, name, content):
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def change(self, name, *pairs):
        said = (self.path / name).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in said, old
            said = said.replace(old, new)
        self.write(name, said)

    def append(self, name, more):
        self.write(name, (self.path / name).read_text(encoding="utf-8") + more)

    def load(self, **environment):
        return load_settings(self.path, environment)

    def problems(self, **environment):
        with pytest.raises(SettingsError) as caught:
            self.load(**environment)
        return [str(problem) for problem in caught.value.problems]

    def codes(self, **environment):
        with pytest.raises(SettingsError) as caught:
            self.load(**environment)
        return [(problem.place.key or problem.place.file, problem.code) for problem in caught.value.problems]


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)
