"""Where the database is: paths, URLs, the user's data directory, and the folders of kevents."""

from pathlib import Path

import pytest

from karabakh_events.database import default_path, exists, locate, resources
from karabakh_events.database.loading import build
from karabakh_events.errors import KeventsError
from tests.rows import sample_rows


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("kevents.db", "kevents.db"),
        ("/data/ü ber.db", "/data/ü ber.db"),
        ("sqlite:///kevents.db", "kevents.db"),
        ("sqlite:////data/kevents.db", "/data/kevents.db"),
        ("sqlite+pysqlite:///a%20b?.db", "a%20b?.db"),
        ("./odd://name", "./odd://name"),
    ],
)
def test_a_path_or_an_sqlite_url_names_the_file(text: str, path: str) -> None:
    assert locate(text) == path


@pytest.mark.parametrize(
    "text", ["postgresql://host/kevents", "mysql+pymysql://host/kevents", "https://host/a.db"]
)
def test_only_sqlite_files_are_supported(text: str) -> None:
    with pytest.raises(KeventsError, match="only SQLite files are supported"):
        locate(text)


@pytest.mark.parametrize(
    "text", ["", "a\0b", "sqlite://", "sqlite:///", "sqlite://host/a.db", "sqlite:///a\0b"]
)
def test_a_text_that_names_no_file_is_refused(text: str) -> None:
    with pytest.raises(KeventsError, match="name"):
        locate(text)


def test_the_default_is_in_the_users_data_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    path = Path(default_path())
    assert path.name == "kevents.db"
    assert path.is_relative_to(tmp_path)
    assert not exists(path)
    build(path, sample_rows(), "sample")
    assert exists(path)


def test_the_folders_of_a_checkout_are_found() -> None:
    assert list(resources.seeds_folder().glob("*.yaml"))
    assert list(resources.migrations_folder().glob("versions/*.py"))


def test_the_folders_of_an_installation_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "package" / "database" / "resources.py"))
    with pytest.raises(KeventsError, match="lacks the folder 'seeds'"):
        resources.seeds_folder()
    (tmp_path / "seeds").mkdir()
    assert resources.seeds_folder() == tmp_path / "seeds"
    (tmp_path / "package" / "seeds").mkdir(parents=True)
    assert resources.seeds_folder() == tmp_path / "package" / "seeds"
