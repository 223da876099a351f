"""The hand-curated extractor: documents and records in, rows of the database out.

Pure: no database, no clock, no console. Given the same corpus it gives the same rows in the same order,
however the files were listed, and with them every fault that it found. Rows are handed over all the
same; whoever loads them first looks at `problems`.
"""

import hashlib
import json
from dataclasses import dataclass

from karabakh_events.errors import CheckFailed, Problem
from karabakh_events.extractor.evidence import Row
from karabakh_events.extractor.library import Coverage, Sentence
from karabakh_events.extractor.rows import RowBuilder
from karabakh_events.records import Corpus

__all__ = ["Coverage", "Extraction", "Sentence", "extract"]

Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Extraction:
    """What a corpus comes to."""

    rows: Rows
    """By table, sorted; `search` holds what the full-text index is filled with."""
    problems: tuple[Problem, ...]
    """Every fault of the files that were asked about, by file and line; warnings among them."""
    coverage: tuple[Coverage, ...]
    """Of the documents asked about."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.warning)

    def sound_rows(self) -> Rows:
        """The rows, if nothing is wrong with any of them; else raises CheckFailed with the problems."""
        if self.errors:
            raise CheckFailed(self.errors)
        return self.rows

    def fingerprint(self) -> str:
        """The SHA-256 of all rows: the same content, the same fingerprint, whatever the files are called."""
        digest = hashlib.sha256()
        encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
        for table, rows in sorted(self.rows.items()):
            # Many at a time, since the encoder takes longer to begin than to write a row; not all, since
            # the text of a large table is large.
            for start in range(0, len(rows), 100):
                digest.update(encode([table, rows[start : start + 100]]).encode())
        return digest.hexdigest()


def extract(corpus: Corpus) -> Extraction:
    """Draw the rows from a corpus, checking every passage, date and reference on the way."""
    builder = RowBuilder(corpus)
    builder.draw()
    reported = corpus.reported | {
        problem.file for file in corpus.files if file.name in corpus.reported for problem in file.problems
    }
    problems = {problem for problem in (*corpus.problems, *builder.problems) if problem.file in reported}
    coverage = [each for each in builder.library.coverage() if each.file in corpus.reported]
    return Extraction(builder.sorted_rows(), tuple(sorted(problems)), tuple(coverage))
