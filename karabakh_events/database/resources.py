"""The folders that come with the package: the bundled corpus and the migrations."""

from pathlib import Path

from karabakh_events.errors import KeventsError


def _folder(name: str) -> Path:
    # An installed wheel has them inside the package; a checkout has them beside it.
    package = Path(__file__).resolve().parent.parent
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise KeventsError(f"{package}: this installation lacks the folder {name!r}", "reinstall kevents")


def seeds_folder() -> Path:
    """The bundled corpus: documents with their record files."""
    return _folder("seeds")


def migrations_folder() -> Path:
    """Alembic's script location."""
    return _folder("migrations")
