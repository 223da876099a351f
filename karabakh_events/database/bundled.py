"""The database of the documents that come with kevents."""

from karabakh_events.database.loading import build
from karabakh_events.database.opening import StrPath
from karabakh_events.database.resources import seeds_folder
from karabakh_events.extractor import extract
from karabakh_events.records import read_corpus


def build_bundled(path: StrPath) -> None:
    """Make or renew the database at `path` from the bundled documents. Raises what `build` raises."""
    extraction = extract(read_corpus([seeds_folder()]))
    build(path, extraction.sound_rows(), extraction.fingerprint())
