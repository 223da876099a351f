"""The sample with every free text replaced by what would act in a page, if a page took text for markup."""

from typing import Any

from tests.rows import Rows, sample_rows

PAYLOAD = (
    "</script></style></title><script data-injected>alert(1)</script><b data-injected>bold</b>"
    "<img data-injected src=https://leak.invalid/x onerror=alert(2)> \" onfocus='alert(3)' autofocus x=` "
    "' ); alert(4) // ${alert(5)} {{ 7 * 191 }} {% endfor %} \\u003cb\\u003e &lt;b&gt; <!-- ]]> "
    "{{7*191}} #{7*191} <%= 7*191 %> %s%n {0.__class__} \u202egnihtemos\u202c \u2028 \u2029 \x1b[2J \x07 end"
)
_FREE = {"title", "name", "summary", "quote", "note", "alias", "date_reason", "reason", "date_reference"}
_FREE |= {
    "date_verbatim",
    "signed_verbatim",
    "effective_verbatim",
    "deadline_verbatim",
    "reference",
    "number",
}
_FREE |= {"language", "origin"}


def hostile_rows() -> Rows:
    rows: Rows = sample_rows()
    for table, listed in rows.items():
        for number, row in enumerate(listed):
            for column, value in row.items():
                if column in _FREE and value is not None and table != "search":
                    row[column] = _told(table, number, value)
            if table == "identifiers":
                row["value"] = PAYLOAD
            if table == "documents":
                row["url"] = "javascript:alert(6)"
                row["text"] = f"{row['text']}{PAYLOAD}\n"
    return rows


def _told(table: str, number: int, value: Any) -> str:
    return f"{table} {number} {PAYLOAD}" if isinstance(value, str) else str(value)
