"""The codebook: closed lists in which every member has its meaning, and a crosswalk."""

import pytest

from karabakh_events import vocabulary
from karabakh_events.errors import KeventsError
from karabakh_events.vocabulary import PLOVER_TO_CAMEO, EventType, Term


@pytest.mark.parametrize("terms", Term.__subclasses__(), ids=lambda terms: terms.__name__)
def test_a_list_and_each_of_its_members_say_what_they_mean(terms: type[Term]) -> None:
    assert terms.__doc__ not in (None, Term.__doc__)
    meanings = [term.meaning for term in terms]
    assert all(meanings)
    assert len({*meanings}) == len(meanings)


@pytest.mark.parametrize("said", ["phone-call", "PHONE-CALL", " phone_call", "Phone Call"])
def test_a_word_is_known_however_it_is_written(said: str) -> None:
    assert vocabulary.EventMode.of(said) is vocabulary.EventMode.PHONE_CALL


def test_a_word_of_another_list_is_refused_with_the_whole_list() -> None:
    with pytest.raises(KeventsError, match=r"^'visit' is not one of: AGREE, CONSULT, .*, ASSAULT$"):
        EventType.of("visit")


def test_every_event_type_comes_from_root_codes_of_cameo() -> None:
    assert PLOVER_TO_CAMEO.keys() == {*EventType}
    codes = {code for formed_of in PLOVER_TO_CAMEO.values() for code in formed_of}
    assert codes <= {f"{code:02}" for code in range(2, 21)}


def test_a_claim_about_a_date_is_one_about_a_field() -> None:
    assert {*vocabulary.DATE_FIELDS} < {*vocabulary.ClaimField}
