"""The hand-curated extractor: it makes the rows of the database from documents and records.

It uses no database, no clock and no console. The same corpus always gives the same rows in the same order,
in whatever order the files are listed. With the rows come all faults. There are rows even if there are
faults, so check `problems` before you load them.
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
    """The rows of a corpus, and its faults."""

    rows: Rows
    """By table, sorted; `search` holds the rows of the full-text index."""
    problems: tuple[Problem, ...]
    """Every fault in the requested files, by file and line; warnings are among them, and those of files
    beside them that nothing reads."""
    coverage: tuple[Coverage, ...]
    """Of the requested documents."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.warning)

    def sound_rows(self) -> Rows:
        """The rows if there are no errors; else raises CheckFailed with the problems."""
        if self.errors:
            raise CheckFailed(self.errors)
        return self.rows

    def fingerprint(self) -> str:
        """The SHA-256 of all rows: equal content has an equal fingerprint, whatever the files are called."""
        digest = hashlib.sha256()
        encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
        for table, rows in sorted(self.rows.items()):
            # Many at a time, because the encoder takes longer to start than to write a row. Not all at once,
            # because a large table makes a large text.
            for start in range(0, len(rows), 100):
                digest.update(encode([table, rows[start : start + 100]]).encode())
        return digest.hexdigest()


def extract(corpus: Corpus) -> Extraction:
    """Make the rows of a corpus, and check every passage, date and reference."""
    builder = RowBuilder(corpus)
    builder.build()
    reported = corpus.reported | {
        problem.file for file in corpus.files if file.name in corpus.reported for problem in file.problems
    }
    files = {file.name: file for file in corpus.files}
    drawn = (
        problem
        for problem in builder.problems
        if problem.file not in files or not files[problem.file].echoes(problem)
    )
    problems = {problem for problem in (*corpus.problems, *drawn) if problem.file in reported}
    told = {(problem.file, problem.field, problem.message) for problem in problems}
    problems = {
        problem
        for problem in problems
        if problem.file not in files or not files[problem.file].repeats(problem, told)
    }
    coverage = [each for each in builder.library.coverage() if each.file in corpus.reported]
    return Extraction(builder.sorted_rows(), tuple(sorted({*problems, *corpus.unread})), tuple(coverage))
