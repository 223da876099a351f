"use strict";
// The list of the timeline and its filters. The filters are kept only in the address after the #, so that a
// link shows the same rows, and Back the ones before. All text becomes text nodes.
(function () {
  const kevents = window.kevents;
  const record = kevents && kevents.record;
  const form = document.querySelector("form.filters");
  if (!record || !form) return;

  // The columns of a row; see karabakh_events/site/rows.py.
  const [KIND, ID, TITLE, DATE, EARLIEST, LATEST, TYPE, MODE, STATUS, ACTORS, OUTLETS, TOPICS, QUOTE, PLACE,
    WORDS, BELOW] = Array.from({ length: 16 }, (_, column) => column);
  const PAGE = 100;
  const PRINTED = 5000;
  const list = document.getElementById("list");
  const count = document.getElementById("count");
  const clear = document.getElementById("clear");
  const pager = document.getElementById("pager");
  const fault = document.getElementById("date-fault");
  const asked = () => new URLSearchParams(location.hash.slice(1));

  function element(name, className, ...inside) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...inside);
    return made;
  }

  // --- what is asked -----------------------------------------------------------------------------------

  const lastDay = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

  // The first and the last day of 2020, 2020-11 or 2020-11-22; null for anything else.
  function days(text) {
    const found = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text.trim());
    if (!found) return null;
    const [year, month, day] = found.slice(1).map((part) => part && Number(part));
    if (found[2] && (month < 1 || month > 12)) return null;
    if (found[3] && (day < 1 || day > lastDay(year, month))) return null;
    const first = `${found[1]}-${found[2] || "01"}-${found[3] || "01"}`;
    const last = `${found[1]}-${found[2] || "12"}-${found[3] || (found[2] ? String(lastDay(year, month)) : "31")}`;
    return [first, last];
  }

  // The tests of `dates.possibly` and `dates.certainly` for the dates of a row. Both ends are included.
  function windowTest(since, until, certainly) {
    if (!since && !until) return null;
    return function (row) {
      const earliest = row[EARLIEST], latest = row[LATEST];
      if (earliest === null && latest === null) return false;
      if (certainly) {
        return (!since || (earliest !== null && earliest >= since)) && (!until || (latest !== null && latest <= until));
      }
      return (!until || earliest === null || earliest <= until) && (!since || latest === null || latest >= since);
    };
  }

  const numbered = (values, value) => (value ? values.indexOf(value) : -1);
  const actorNumber = (id) => record.actors.findIndex((actor) => actor[0] === id);

  function tests(wanted) {
    const passing = [];
    const show = wanted.get("show");
    if (show === "events" || show === "statements") {
      const kind = show === "statements" ? 1 : 0;
      passing.push((row) => row[KIND] === kind);
    }
    for (const [name, column, values] of [["type", TYPE, record.types], ["status", STATUS, record.statuses]]) {
      if (wanted.get(name)) {
        const number = numbered(values, wanted.get(name));
        passing.push((row) => number >= 0 && row[column] === number);
      }
    }
    if (wanted.get("topic")) {
      const number = numbered(record.topics, wanted.get("topic"));
      passing.push((row) => row[TOPICS].includes(number));
    }
    if (wanted.get("outlet")) {
      const number = actorNumber(wanted.get("outlet"));
      passing.push((row) => row[OUTLETS].includes(number));
    }
    if (wanted.get("actor")) {
      const number = actorNumber(wanted.get("actor"));
      passing.push((row) => row[ACTORS].some((one, place) => place % 2 === 0 && one === number));
    }
    const dates = windowTest(...bounds(wanted), wanted.get("sure") === "certainly");
    if (dates) passing.push(dates);
    for (const word of kevents.fold(wanted.get("q") || "").split(" ").filter(Boolean)) {
      const named = record.actors.map((actor) => actor[2].includes(word));
      passing.push(
        (row) => row[WORDS].includes(word) || row[ACTORS].some((one, place) => place % 2 === 0 && named[one])
      );
    }
    return passing;
  }

  function bounds(wanted) {
    const since = days(wanted.get("since") || ""), until = days(wanted.get("until") || "");
    return [since && since[0], until && until[1]];
  }

  function dateFault(wanted) {
    for (const [name, label] of [["since", "From"], ["until", "Until"]]) {
      const said = wanted.get(name);
      const wrong = Boolean(said) && !days(said);
      form.elements[name].setAttribute("aria-invalid", String(wrong));
      if (wrong) return `${label}: write a year, a month or a day, such as 2020, 2020-11 or 2020-11-22.`;
    }
    const [since, until] = bounds(wanted);
    return since && until && since > until ? "The window is reversed: From is after Until." : "";
  }

  // --- the list ----------------------------------------------------------------------------------------

  const FOLDER = ["events", "statements"];
  const address = (row) => `${FOLDER[row[KIND]]}/${row[ID]}.html`;

  // Part -> the actors in it, each { id, name, office }.
  function who(row) {
    const byPart = new Map();
    for (let place = 0; place < row[ACTORS].length; place += 2) {
      const [part, office] = record.parts[row[ACTORS][place + 1]].split("\t");
      const [id, name] = record.actors[row[ACTORS][place]];
      if (!byPart.has(part)) byPart.set(part, []);
      byPart.get(part).push({ id, name, office });
    }
    return byPart;
  }

  const names = (actors) => actors.map(({ name }) => name).join(", ");

  function speakers(actors) {
    const made = element("span", "speaker");
    actors.forEach(function ({ id, name, office }, place) {
      const link = element("a", "", name);
      link.href = `actors/${id}.html`;
      made.append(place ? ", " : "", link, office ? ` (${office})` : "");
    });
    return made;
  }

  const LABELS = { addressee: "to ", subject: "about ", recipient: "on ", host: "host: ", mediator: "mediator: ", observer: "observer: " };

  // The names of the speakers of a statement.
  kevents.speakers = (row) => names(who(row).get("speaker") || [{ name: "somebody" }]);

  // One record of the list as an <li>. The chart shows the same for the record that is picked.
  kevents.drawn = function (row) {
    const item = element("li", row[KIND] ? "row statement" : "row event");
    const what = element("div", "what");
    const parts = who(row);
    const status = row[STATUS] < 0 ? "occurred" : record.statuses[row[STATUS]];
    const title = element("p", "title");
    if (row[KIND]) title.append(parts.has("speaker") ? speakers(parts.get("speaker")) : "somebody", ": ");
    if (status !== "occurred") title.append(element("span", `mark ${status}`, status), " ");
    const link = element("a", "record", row[TITLE]);
    link.href = address(row);
    title.append(link);
    what.append(title);
    for (const words of row[QUOTE] ? row[QUOTE].split("\n") : []) what.append(element("p", "words", `“${words}”`));
    for (const words of row[BELOW]) what.append(element("p", "quiet below", words));
    const about = [record.modes[row[MODE]].replace(/-/g, " ")];
    if (row[PLACE] >= 0) about.push(record.places[row[PLACE]]);
    for (const [part, actors] of parts) if (part !== "speaker") about.push((LABELS[part] || "") + names(actors));
    what.append(element("p", "quiet about", `${row[KIND] ? "statement" : record.types[row[TYPE]]} · ${about.join(" · ")}`));
    what.append(element("p", "id", element("code", "", row[ID])));
    item.append(element("p", "date", row[DATE]), what);
    return item;
  };

  const yearOf = (row) => (row[EARLIEST] || row[LATEST] || "Without a date").slice(0, row[EARLIEST] || row[LATEST] ? 4 : undefined);

  function draw(rows) {
    const drawn = document.createDocumentFragment();
    let year = null, group = null;
    for (const row of rows) {
      const own = yearOf(row);
      if (own !== year) {
        year = own;
        group = element("ol", "rows");
        drawn.append(element("h3", "year", own), group);
      }
      group.append(kevents.drawn(row));
    }
    list.replaceChildren(drawn);
  }

  function said(found) {
    const statements = found.reduce((sum, row) => sum + row[KIND], 0);
    const of = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
    const all = record.rows.length;
    const share = found.length === all ? of(all, "record") : `${found.length.toLocaleString("en")} of ${of(all, "record")}`;
    if (!found.length) return `${share}. Nothing matches: take a filter away.`;
    return `${share}: ${of(found.length - statements, "event")}, ${of(statements, "statement")}.`;
  }

  function drawPager(page, pages) {
    pager.hidden = pages < 2;
    const link = function (to, words) {
      if (to < 1 || to > pages) return element("span", "quiet", words);
      const wanted = asked();
      wanted.set("page", String(to));
      const made = element("a", "", words);
      made.href = `#${wanted}`;
      return made;
    };
    pager.replaceChildren(
      link(page - 1, "Previous"), element("span", "", `Page ${page} of ${pages}`), link(page + 1, "Next")
    );
  }

  // --- from the address to the page, and back ------------------------------------------------------------

  kevents.found = [];

  function apply(event) {
    const wanted = asked();
    for (const control of form.elements) {
      const value = wanted.get(control.name) || "";
      if (control.name && control.value !== value) control.value = value;
    }
    fault.textContent = dateFault(wanted);
    const passing = tests(wanted);
    const found = record.rows.filter((row) => passing.every((test) => test(row)));
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    const page = Math.min(Math.max(1, Number.parseInt(wanted.get("page"), 10) || 1), pages);
    draw(found.slice((page - 1) * PAGE, page * PAGE));
    drawPager(page, pages);
    const words = said(found);
    if (count.textContent !== words) count.textContent = words;
    clear.hidden = !Array.from(wanted.keys()).some((name) => name !== "page");
    const paged = event && pages > 1 && kevents.found.length === found.length && wanted.get("page");
    kevents.found = found;
    if (paged) document.getElementById("list-heading").focus();
    document.dispatchEvent(new CustomEvent("kevents:found"));
  }

  function asHash() {
    const wanted = new URLSearchParams();
    for (const control of form.elements) if (control.name && control.value) wanted.set(control.name, control.value);
    return `#${wanted}`;
  }

  // A word takes one step Back, however many letters were typed.
  let typing = null;
  function typed(control) {
    const hash = asHash();
    if (hash === (location.hash || "#")) return;
    if (typing === control) location.replace(hash);
    else location.hash = hash;
    typing = control;
  }

  let waiting = 0;
  form.addEventListener("input", function (event) {
    clearTimeout(waiting);
    const control = event.target;
    if (control.tagName === "SELECT") {
      typing = null;
      typed(control);
      typing = null;
    } else waiting = setTimeout(typed, 150, control);
  });
  form.addEventListener("change", function (event) {
    clearTimeout(waiting);
    typed(event.target);
    typing = null;
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(waiting);
    typed(form.elements.q);
    typing = null;
  });
  clear.addEventListener("click", function () {
    location.hash = "#";
    form.elements.q.focus();
  });
  addEventListener("hashchange", apply);

  list.addEventListener("keydown", function (event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const links = Array.from(list.querySelectorAll("a.record"));
    const next = links[links.indexOf(document.activeElement) + step];
    if (!next || !links.includes(document.activeElement)) return;
    event.preventDefault();
    next.focus();
  });
  // The address belongs to the filters, so that the link past the header must not change it.
  document.querySelector("a.skip").addEventListener("click", function (event) {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  addEventListener("beforeprint", () => draw(kevents.found.slice(0, PRINTED)));
  addEventListener("afterprint", () => apply());

  function options(name, choices) {
    const counted = new Map();
    for (const row of record.rows) for (const number of choices.of(row)) counted.set(number, (counted.get(number) || 0) + 1);
    const drawn = choices.all.flatMap(function ([value, label], number) {
      if (!counted.has(number)) return [];
      const option = element("option", "", `${label} (${counted.get(number)})`);
      option.value = value;
      return [option];
    });
    drawn.sort((one, other) => one.textContent.localeCompare(other.textContent, "en"));
    form.elements[name].append(...drawn);
    form.elements[name].disabled = !drawn.length;
  }

  const words = (values) => values.map((value) => [value, value.replace(/-/g, " ")]);
  const known = (number) => (number < 0 ? [] : [number]);
  options("actor", { all: record.actors, of: (row) => new Set(row[ACTORS].filter((_, place) => place % 2 === 0)) });
  options("outlet", { all: record.actors, of: (row) => row[OUTLETS] });
  options("type", { all: words(record.types), of: (row) => known(row[TYPE]) });
  options("status", { all: words(record.statuses), of: (row) => known(row[STATUS]) });
  options("topic", { all: words(record.topics), of: (row) => row[TOPICS] });

  // index.html#IDENTIFIER leads to the record.
  const meant = record.rows.find((row) => location.hash === `#${row[ID]}`);
  if (meant) location.replace(address(meant));
  else apply();
})();
