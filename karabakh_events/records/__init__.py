"""Record files: the typed models of what curators write, and reading them with the place of every fault.

Only this package uses YAML and pydantic.
"""

from karabakh_events.records.editing import json_schema
from karabakh_events.records.models import RecordFile
from karabakh_events.records.reading import Corpus, SourceFile, read_corpus

__all__ = ["Corpus", "RecordFile", "SourceFile", "json_schema", "read_corpus"]
