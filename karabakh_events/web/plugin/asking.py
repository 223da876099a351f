"""The questions of the field as pages under `kevents serve`: each with a form, an answer and its SQL.

`/kevents/what-happened` is such a page. With `.json` or `.csv` the answer is in the format of the command
line. With `.timeline` it is the page without the form. A visitor's mistake gives a 400 that explains it.
"""

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import Any, NamedTuple
from urllib.parse import urlencode

from datasette import NotFound, Response
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import BadRequest

from karabakh_events.characters import visible
from karabakh_events.dates import EdtfError
from karabakh_events.errors import AmbiguousName, KeventsError, UnknownName
from karabakh_events.queries.citations import documents
from karabakh_events.render import layouts, plain
from karabakh_events.render.blocks import Block
from karabakh_events.render.parts import Numbering
from karabakh_events.web.database import MOST_ROWS, Served
from karabakh_events.web.plugin.pages import drawn_page, read_within_time
from karabakh_events.web.questions import QUESTIONS, Answer, Given, Question

PAGE = 100
"""The rows on a page. A file has as many as any answer may have."""

PLUGIN = "kevents"
CONFIGURED = "questions"
"""The key of this plugin's configuration that names the database for the questions."""

_FORMATS = "json|csv|timeline"

Values = Mapping[str, Sequence[str]]


class Mistake(NamedTuple):
    """What is wrong with a question, and a hint.

    After the hint come the names that may be meant, each with the address of the question with that name.
    """

    message: str
    hint: str = ""
    instead: tuple[tuple[str, str], ...] = ()

    @property
    def lines(self) -> list[str]:
        """The lines of a plain text that says the same."""
        names = ", ".join(name for name, _ in self.instead)
        return [self.message, *([f"{self.hint}: {names}" if names else self.hint] if self.hint else [])]


def routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """The addresses of the questions, if the configuration names a database for them (`CONFIGURED`).

    Datasette asks for routes before it has its databases, so the database cannot be checked here.
    """
    database = (datasette.plugin_config(PLUGIN) or {}).get(CONFIGURED)
    if not database:
        return []
    names = "|".join(map(re.escape, QUESTIONS))
    place = re.escape(tilde_encode(database))
    return [(rf"^/(?P<database>{place})/(?P<question>{names})(\.(?P<format>{_FORMATS}))?$", _question)]


async def _question(datasette: Any, request: Any) -> Any:
    database = tilde_decode(request.url_vars["database"])
    name, form = request.url_vars["question"], request.url_vars["format"]
    question = QUESTIONS[name]
    if not isinstance(datasette.databases.get(database), Served):
        raise NotFound("The questions are asked of a database that kevents serves")
    if form == "timeline" and not question.dated:
        raise NotFound("This answer is not in the order of time")
    if request.method not in ("GET", "HEAD"):
        return Response.text("A question can only be asked.", status=405, headers={"allow": "GET, HEAD"})
    # An SQL query would show the same, so whoever may make one may see this page.
    await datasette.ensure_permissions(
        request.actor, [("execute-sql", database), ("view-database", database), "view-instance"]
    )
    parameters = {key: request.args.getlist(key) for key in request.args}
    if form == "json":
        # Datasette's word for the shape of our answers, which is a list of objects.
        parameters = {
            key: values for key, values in parameters.items() if (key, values) != ("_shape", ["array"])
        }
    path = datasette.urls.path(f"/{tilde_encode(database)}/{name}")
    page = _Page(datasette, request, database, question, path, parameters)
    try:
        given = question.given(parameters)
        if form in ("json", "csv"):
            return await page.file(given, form)
        return await page.answered(given, bare=form == "timeline")
    except (BadRequest, EdtfError, KeventsError) as error:
        return await page.mistaken(_mistake(error, path, parameters), form)


class _Page(NamedTuple):
    """One request."""

    datasette: Any
    request: Any
    database: str
    question: Question
    path: str
    parameters: Values

    async def file(self, given: Values, form: str) -> Any:
        """The answer in this format of the command line. If there is more, the header `Link` leads to it."""

        def read(connection: sqlite3.Connection) -> tuple[str, str | None]:
            answer = self.question.ask(connection, Given(given), MOST_ROWS)
            out = StringIO()
            if form == "json":
                plain.write_json(self.question.json_rows(answer.rows), out)
            else:
                plain.write_csv(self.question.csv_rows(answer.rows), self.question.columns, out)
            return out.getvalue(), answer.after

        text, after = await self._read(read)
        headers = {}
        if after is not None:
            headers["link"] = f'<{self._address(given, form, after=after)}>; rel="next"'
        kind = "application/json" if form == "json" else "text/plain"
        return Response(text, headers=headers, content_type=f"{kind}; charset=utf-8")

    async def answered(self, given: Values, *, bare: bool) -> Any:
        """The page with the answer; if `bare`, without the form."""

        def read(connection: sqlite3.Connection) -> tuple[Answer, list[Block]]:
            answer = self.question.ask(connection, Given(given), PAGE)
            numbering = Numbering()
            blocks = list(answer.blocks(numbering))
            blocks += layouts.sources(documents(connection, numbering.documents))
            return answer, blocks

        if self.question.needed and self.question.needed not in given:
            return await self._drawn([], given=given)
        answer, blocks = await self._read(read)
        form = "timeline" if bare else ""
        later = answer.after and self._address(given, form, after=answer.after)
        if bare:
            return await self._drawn(blocks, template="kevents_page.html", later=later)
        files = ["json", "csv", *(["timeline"] if self.question.dated else [])]
        sql_page = self.datasette.urls.database(self.database)
        whole = {name: values for name, values in given.items() if name != "after"}
        return await self._drawn(
            blocks,
            given=given,
            later=later,
            nothing=not answer.rows,
            files=[(each, self._address(whole, each)) for each in files],
            queries=[
                (word, visible(sql, keep="\n"), f"{sql_page}?{urlencode({'sql': sql})}")
                for word, sql in ((word, query.pasteable()) for word, query in answer.queries)
            ],
            remark=answer.remark,
        )

    async def mistaken(self, mistake: Mistake, form: str | None) -> Any:
        """The form with the visitor's values and the mistake in them; for a program, only the message."""
        if form == "json":
            told = {"ok": False, "error": "\n".join(mistake.lines), "status": 400, "title": None}
            return Response.json(told, status=400)
        if form == "csv":
            return Response.text("\n".join([*mistake.lines, ""]), status=400)
        return await self._drawn([], given=self.parameters, mistake=mistake, status=400)

    async def _read(self, read: Callable[[sqlite3.Connection], Any]) -> Any:
        return await read_within_time(self.datasette, self.database, read)

    async def _drawn(
        self, blocks: list[Block], *, template: str = "kevents_question.html", **told: Any
    ) -> Any:
        given = told.pop("given", {})
        return await drawn_page(
            self.datasette,
            self.request,
            self.database,
            heading=self.question.title,
            blocks=blocks,
            linked=True,
            template=template,
            question=self.question,
            path=self.path,
            # An empty field for each parameter without a value.
            fields=[
                (name, parameter, list(given.get(name, ())) or [""])
                for name, parameter in self.question.parameters.items()
            ],
            **told,
        )

    def _address(self, given: Values, form: str, **more: str) -> str:
        return _question_address(
            f"{self.path}.{form}" if form else self.path, {**given, **{k: [v] for k, v in more.items()}}
        )


def _question_address(path: str, given: Values) -> str:
    query = urlencode([(name, value) for name, values in given.items() for value in values])
    return f"{path}?{query}" if query else path


def _mistake(error: Exception, path: str, parameters: Values) -> Mistake:
    """The message for the visitor. Each name that may be meant comes with the question that uses it."""
    if isinstance(error, AmbiguousName):
        hint, meant = "It may be", error.candidates
    elif isinstance(error, UnknownName):
        # Its own hint names commands of the command line.
        hint, meant = "The nearest", error.nearest
    else:
        return Mistake(visible(str(error)), visible(getattr(error, "hint", "")))
    # If two parameters have the same name as a value, the first one is corrected.
    name = next((name for name, values in parameters.items() if error.name in map(str.strip, values)), "")
    instead = []
    for each in meant:
        values = [each if value.strip() == error.name else value for value in parameters.get(name, ())]
        instead.append((visible(each), _question_address(path, {**parameters, name: values})))
    return Mistake(visible(str(error)), hint if instead else "", tuple(instead))
