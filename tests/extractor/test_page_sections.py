"""What is guessed of a page: the headline and the parts, by the lines."""

import pytest

from karabakh_events.extractor.page_sections import LONGEST_TITLE, MOST_SECTIONS, guess_page

PARAGRAPH = "All was quiet along the line of contact on Friday, officials said."
HISTORY = "The conflict over the region broke out in February 1988, when it asked to be let go."


def parts(text: str) -> list[tuple[str, str]]:
    """Each section by its kind and its first line."""
    return [(str(kind), text[start:].strip().splitlines()[0]) for start, kind in guess_page(text).sections]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        # The headline, and the body at the first paragraph or dateline.
        (f"Truce holds\n\n{PARAGRAPH}\n", "Truce holds", [("title", "Truce holds"), ("body", PARAGRAPH)]),
        (
            f"\n \r\nTruce holds\r\n{PARAGRAPH}",
            "Truce holds",
            [("title", "Truce holds"), ("body", PARAGRAPH)],
        ),
        (
            f"Truce holds\nOfficials speak of a quiet day\nBy A. Writer\n1 May 2020\n{PARAGRAPH}",
            "Truce holds",
            [("title", "Truce holds"), ("body", PARAGRAPH)],
        ),
        (
            "Truce holds\nBAKU, 1 May.\nAll quiet",
            "Truce holds",
            [("title", "Truce holds"), ("body", "BAKU, 1 May.")],
        ),
        (
            "Truce holds\nMOSCOW—All quiet",
            "Truce holds",
            [("title", "Truce holds"), ("body", "MOSCOW—All quiet")],
        ),
        (
            "Truce holds\nMoscow. May 1 (Interfax) - All quiet",
            "Truce holds",
            [("title", "Truce holds"), ("body", "Moscow. May 1 (Interfax) - All quiet")],
        ),
        # Without a paragraph, the first line after the headline.
        (
            "Truce holds\nall quiet\nsince May",
            "Truce holds",
            [("title", "Truce holds"), ("body", "all quiet")],
        ),
        # One line is read for records, headline or not.
        ("Truce holds", "Truce holds", [("body", "Truce holds")]),
        ("Truce holds\nComments\nGood.", "Truce holds", [("body", "Truce holds")]),
        # A text that begins with a paragraph has no headline.
        (f"{PARAGRAPH}\n{PARAGRAPH}", PARAGRAPH, [("body", PARAGRAPH)]),
        (
            "BAKU, 1 May. Quiet. All of it.",
            "BAKU, 1 May. Quiet. All of it.",
            [("body", "BAKU, 1 May. Quiet. All of it.")],
        ),
        ("—\n…", "", [("body", "—")]),
        # What looks like a dateline and is a headline.
        (
            f"US–Russia talks resume\n{PARAGRAPH}",
            "US–Russia talks resume",
            [("title", "US–Russia talks resume"), ("body", PARAGRAPH)],
        ),
        (f"BAKU - MOSCOW\n{PARAGRAPH}", "BAKU - MOSCOW", [("title", "BAKU - MOSCOW"), ("body", PARAGRAPH)]),
        (f"Why now?\n{PARAGRAPH}", "Why now?", [("title", "Why now?"), ("body", PARAGRAPH)]),
        # Menus and rubrics above the headline.
        (
            f"Home\nAll news\nPolitics\n\nTruce holds in the south\n{PARAGRAPH}",
            "Truce holds in the south",
            [("chrome", "Home"), ("title", "Truce holds in the south"), ("body", PARAGRAPH)],
        ),
        (f"Ceasefire\n{PARAGRAPH}", "Ceasefire", [("title", "Ceasefire"), ("body", PARAGRAPH)]),
        (f"Ceasefire\nBy A. Writer\n{PARAGRAPH}", "Ceasefire", [("title", "Ceasefire"), ("body", PARAGRAPH)]),
        (f"All news\n{PARAGRAPH}", PARAGRAPH, [("chrome", "All news"), ("body", PARAGRAPH)]),
        # A caption that stands there twice; a headline that stands there twice.
        (
            f"Truce holds\nThe minister’s car\nThe minister's car\n{PARAGRAPH}",
            "Truce holds",
            [("title", "Truce holds"), ("chrome", "The minister’s car"), ("body", PARAGRAPH)],
        ),
        (
            f"Truce holds\n{PARAGRAPH}\nTruce Holds\n{HISTORY}",
            "Truce holds",
            [("title", "Truce holds"), ("body", HISTORY)],
        ),
        (
            f"Truce holds\n{PARAGRAPH}\nTruce holds",
            "Truce holds",
            [("title", "Truce holds"), ("body", PARAGRAPH)],
        ),
        (
            f"Truce holds\nThe minister's car in the south\nThe minister's car in the south\n{PARAGRAPH}",
            "Truce holds",
            [("title", "Truce holds"), ("chrome", "The minister's car in the south"), ("body", PARAGRAPH)],
        ),
        (
            f"Truce holds\n(c) The Daily\n{PARAGRAPH}",
            "Truce holds",
            [("title", "Truce holds"), ("body", PARAGRAPH)],
        ),
        # A communiqué, an interview, a report by the hour, a note in Markdown.
        (
            "Statement by the Co-Chairs\nVIENNA, 3 December 2020\nThe Co-Chairs issued this:\nAll is well.",
            "Statement by the Co-Chairs",
            [("title", "Statement by the Co-Chairs"), ("body", "VIENNA, 3 December 2020")],
        ),
        (
            "Statement by the Co-Chairs\nThe Co-Chairs issued this:\nAll is well",
            "Statement by the Co-Chairs",
            [("title", "Statement by the Co-Chairs"), ("body", "The Co-Chairs issued this:")],
        ),
        (
            "They stay\n1 May 2020\nWill they?\nYes",
            "They stay",
            [("title", "They stay"), ("body", "Will they?")],
        ),
        (
            "Live: the truce\n10:15 Pashinyan addresses parliament\n11:00 Talks end",
            "Live: the truce",
            [("title", "Live: the truce"), ("body", "10:15 Pashinyan addresses parliament")],
        ),
        (
            f"# Truce holds\n{PARAGRAPH}\n## Background\n{PARAGRAPH}",
            "Truce holds",
            [("title", "# Truce holds"), ("body", PARAGRAPH), ("background", "## Background")],
        ),
        # Two lines of several words: one may be the standfirst.
        (
            "Truce holds\nA quiet day all along\nThe roads are open again\nand so on",
            "Truce holds",
            [("title", "Truce holds"), ("body", "The roads are open again")],
        ),
        # Other scripts.
        (
            "Новости\nПеремирие соблюдается\n"
            "На линии соприкосновения было спокойно весь день, сообщили власти.\n"
            "Читайте также: Дороги закрыты\nКомментарии (2)",
            "Перемирие соблюдается",
            [
                ("chrome", "Новости"),
                ("title", "Перемирие соблюдается"),
                ("body", "На линии соприкосновения было спокойно весь день, сообщили власти."),
                ("related", "Читайте также: Дороги закрыты"),
                ("comment", "Комментарии (2)"),
            ],
        ),
    ],
)
def test_headline_and_body(text: str, title: str, expected: list[tuple[str, str]]) -> None:
    assert guess_page(text).title == title
    assert parts(text) == expected


ARTICLE = f"Truce holds\n{PARAGRAPH}\n{PARAGRAPH}\n{PARAGRAPH}\n"


def after(text: str) -> list[tuple[str, str]]:
    """The sections after those of an article of three paragraphs."""
    title, body, *rest = parts(f"{ARTICLE}{text}")
    assert (title[0], body[0]) == ("title", "body")
    return rest


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("background", "Background:"),
        ("related", "Related"),
        ("related", "RELATED ARTICLES"),
        ("related", "Other materials on this subject"),
        ("related", "More news"),
        ("related", "You may also like…"),
        ("comment", "One Comment;"),
        ("comment", "12 comments"),
        ("comment", "Comments (3)"),
        ("comment", "Leave a Reply"),
        ("chrome", "Discussion Policy"),
        ("chrome", "© 2020 The Daily"),
        ("chrome", "Follow us on Telegram"),
    ],
)
def test_a_heading_begins_a_section(kind: str, heading: str) -> None:
    """To the end of the page or to the next heading, whatever else stands there."""
    assert after(f"{heading}\n{PARAGRAPH}\nRead also: this\n") == [(kind, heading)][
        : kind != "background" or 1
    ] + ([("related", "Read also: this")] if kind == "background" else [])
    assert after(f"{heading}\n{PARAGRAPH}\nNo comments\n{PARAGRAPH}")[-1] == (
        (kind, heading) if kind == "comment" else ("comment", "No comments")
    )


@pytest.mark.parametrize(
    "line",
    [
        "Related to this, the minister said that the roads were closed.",
        "Comments by the minister were not published.",
        "Background talks went on.",
        "Shared roads are open",
        "Read more books",
        "14:20 The minister arrives",
        f"He said that {HISTORY.lower()}"[:40],
    ],
)
def test_a_sentence_is_no_heading(line: str) -> None:
    assert after(f"{line}\n{PARAGRAPH}") == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Related: Roads are closed", "related"),
        ("Read also: Roads are closed", "related"),
        ("READ MORE: Roads are closed", "related"),
        ("Advertisement", "chrome"),
        ("Tags: roads, truce", "chrome"),
        ("Photo: The Daily", "chrome"),
    ],
)
def test_a_line_may_interrupt_the_article(line: str, kind: str) -> None:
    assert after(f"{line}\nThe day was quiet.") == [(kind, line), ("body", "The day was quiet.")]
    assert after(f"Background\n{PARAGRAPH}\n{line}\n{line}\nQuiet.") == [
        ("background", "Background"),
        (kind, line),
        ("background", "Quiet."),
    ]


def test_teasers_below_their_label_end_with_the_next_paragraph() -> None:
    assert after(f"Read also\nRoads are closed\n- {PARAGRAPH}\n{HISTORY}") == [
        ("related", "Read also"),
        ("body", HISTORY),
    ]


def test_a_list_of_news_with_times_is_a_feed() -> None:
    assert after("Related\nRoads are closed\n-\n17:08The session opens\n16:00Talks end\nComments\nYes") == [
        ("related", "Related"),
        ("chrome", "17:08The session opens"),
        ("comment", "Comments"),
    ]


def test_the_standing_paragraph_on_the_history_is_background() -> None:
    assert after(f"{HISTORY}\n{PARAGRAPH}") == [("background", HISTORY)]
    # Not among the first paragraphs of an article, which may be about just that.
    assert parts(f"Truce holds\n{HISTORY}\n{HISTORY}\n{PARAGRAPH}") == [
        ("title", "Truce holds"),
        ("body", HISTORY),
    ]


def test_a_long_line_is_no_headline() -> None:
    line = "word " * 200
    title, sections = guess_page(f"{line}\n{PARAGRAPH}")
    assert len(title) <= LONGEST_TITLE + 1
    assert title.endswith("word…")
    assert len(sections) == 1


def test_what_is_invisible_begins_no_section() -> None:
    text = f"\u202eTruce\u202c holds\n\t\u200b\x07{PARAGRAPH}\n\u200b\n"
    assert guess_page(text) == ("Truce holds", ((0, "title"), (text.index(PARAGRAPH), "body")))


def test_a_page_has_so_many_sections_at_most() -> None:
    """And the rest is read for records."""
    sections = guess_page(f"{ARTICLE}{'Advertisement Quiet. '.replace(' ', chr(10)) * 100}").sections
    assert MOST_SECTIONS - 1 <= len(sections) <= MOST_SECTIONS + 1
    assert sections[-1][1] == "body"
    assert after("Advertisement\n" * 400 + "The day ended.") == [
        ("chrome", "Advertisement"),
        ("body", "The day ended."),
    ]
