"""Which records on file a text names."""

from pathlib import Path

import pytest

from karabakh_events.extractor.named import named_records
from karabakh_events.extractor.registry import Registry
from karabakh_events.records import read_corpus
from tests.corpus import write

ON_FILE = """\
actors:
  - {id: lavrov, name: Sergey Lavrov, kind: person, aliases: [Сергей Лавров]}
  - {id: ilham-aliyev, name: İlham Əliyev, kind: person, aliases: [Ilham Aliyev, Aliyev]}
  - {id: heydar-aliyev, name: Heydar Aliyev, kind: person}
  - {id: armenia, name: Armenia, kind: state, aliases: [Yerevan]}
  - {id: united-states, name: United States, kind: state, aliases: [US, U.S.]}
  - {id: ministry, name: Ministry of Foreign Affairs of Armenia, kind: government-body}
  - {id: minsk-group, name: OSCE Minsk Group, kind: organisation, aliases: [Minsk Group, the Group]}
  - {id: two-words, name: Civil War, kind: group}
places:
  - {id: armenia-territory, name: Armenia}
  - {id: minsk, name: Minsk}
  - {id: yerevan, name: Yerevan}
  - {id: shusha, name: Shusha, aliases: [Şuşa]}
agreements:
  - id: truce
    title: Truce of Moscow
    aliases: [the truce]
    type: ceasefire
    stage: Cea
    status: multiparty
    passages: [{document: d, exact: x}]
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lavrov, SERGEY\nLAVROV and Сергея; Сергей Лавров’s", {"lavrov": 3}),
        ("Lavrova, Lavrovs and MacLavrov", {}),
        # The longest at a place, and none within another.
        ("The Ministry of Foreign Affairs of Armenia.", {"ministry": 1}),
        ("The Minsk Group in Minsk; OSCE Minsk Group.", {"minsk-group": 2, "minsk": 1}),
        # A name that several have is each one's.
        ("Armenia. Yerevan", {"armenia": 2, "armenia-territory": 1, "yerevan": 1}),
        # A surname means whom it is a name of, if there is anyone.
        ("Aliyev", {"ilham-aliyev": 1}),
        ("Heydar Aliyev", {"heydar-aliyev": 1}),
        ("ILHAM ƏLIYEV’in", {"ilham-aliyev": 1}),
        ("War is no surname of a group", {}),
        # An abbreviation, in capitals.
        ("They told us that the US and the U.S. agree.", {"united-states": 2}),
        ("Şuşa’da, SHUSHA", {"shusha": 2}),
        ("The truce of 1994, the Truce of Moscow", {"truce": 2}),
        ("", {}),
        ("\0\x1b[31m<b>Lavrov</b>", {"lavrov": 1}),
    ],
)
def test_what_a_text_names(tmp_path: Path, text: str, expected: dict[str, int]) -> None:
    write(tmp_path, {"on-file.yaml": ON_FILE})
    registry = Registry(read_corpus([tmp_path]), [])
    found = {each.record.id: each.times for each in named_records(text, registry)}
    assert found == expected


def test_the_most_frequent_comes_first(tmp_path: Path) -> None:
    write(tmp_path, {"on-file.yaml": ON_FILE})
    registry = Registry(read_corpus([tmp_path]), [])
    text = "Minsk, Yerevan, Lavrov, Lavrov "
    assert [each.name for each in named_records(text, registry)] == [
        "Sergey Lavrov",
        "Armenia",
        "Minsk",
        "Yerevan",
    ]
    # In a long text too, whatever the pieces are in which it is read.
    assert named_records(text * 40_000, registry)[0].times == 80_000


def test_nothing_is_on_file() -> None:
    assert named_records("Lavrov", Registry(read_corpus([]), [])) == []
