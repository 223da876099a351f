"use strict";
// The chart draws the rows of the list in time, and only those in view. If these are too many, it counts them
// by decade, year, month or day. A click on a count zooms into it.
(function () {
  const kevents = window.kevents;
  const box = document.getElementById("chart");
  if (!kevents || !kevents.record || !box || !window.vis) return;

  const [KIND, ID, TITLE, , EARLIEST, LATEST, , , STATUS] = Array.from({ length: 9 }, (_, column) => column);
  const MOST = 250;
  const LABEL = 60;
  const DAY = 86400000;
  const UNITS = [["decade", 60 * 366], ["year", 5 * 366], ["month", 150], ["day", 0]];
  const notice = document.getElementById("chart-notice");
  const picked = document.getElementById("picked");
  const statuses = kevents.record.statuses;
  const time = (iso) => Date.parse(`${iso}T00:00:00Z`);
  const small = matchMedia("(max-width: 40rem)").matches;
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  // The first and the last moment of a record. If one is open, it is the same as the other.
  const begin = (row) => time(row[EARLIEST] || row[LATEST]);
  const end = (row) => time(row[LATEST] || row[EARLIEST]) + DAY;
  // The same, but an open end is infinite.
  const lower = (row) => (row[EARLIEST] === null ? -Infinity : begin(row));
  const upper = (row) => (row[LATEST] === null ? Infinity : end(row));

  function label(item) {
    const made = document.createElement("span");
    made.className = "label";
    if (item.count) {
      made.textContent = item.count.toLocaleString("en");
      made.style.paddingBlock = `${(2.5 * item.share).toFixed(2)}rem`;
      return made;
    }
    if (item.mark) {
      const mark = document.createElement("span");
      mark.className = `mark ${item.mark}`;
      mark.textContent = item.mark;
      made.append(mark, " ");
    }
    const letters = Array.from(item.text);
    made.append(letters.length > LABEL ? `${letters.slice(0, LABEL - 1).join("").trimEnd()}…` : item.text);
    return made;
  }

  // An open end is drawn up to `first` or `last`, moments out of sight.
  function itemOf(row, first, last, through) {
    const status = row[STATUS] < 0 ? "occurred" : statuses[row[STATUS]];
    const open = row[LATEST] === null ? "open-end" : row[EARLIEST] === null ? "open-start" : "";
    const [start, stop] = [Math.max(lower(row), Math.min(first, begin(row))), Math.min(upper(row), Math.max(last, end(row)))];
    return {
      id: row[ID],
      ...(row[EARLIEST] === row[LATEST] ? { type: "point", start: start + DAY / 2 } : { type: "range", start, end: stop }),
      className: `${row[KIND] ? "statement" : "event"} ${status} ${open}`,
      mark: status === "occurred" ? "" : status,
      through,
      text: row[KIND] ? `${kevents.speakers(row)}: ${row[TITLE]}` : row[TITLE],
      row,
    };
  }

  function unitOf(from, to) {
    return UNITS.find(([, least]) => (to - from) / DAY > least)[0];
  }

  // The first moment of the unit around a moment, and the first of the next unit.
  function around(moment, unit) {
    const date = new Date(moment);
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
    if (unit === "decade") return [Date.UTC(year - (year % 10), 0), Date.UTC(year - (year % 10) + 10, 0)];
    if (unit === "year") return [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
    if (unit === "month") return [Date.UTC(year, month), Date.UTC(year, month + 1)];
    return [Date.UTC(year, month, day), Date.UTC(year, month, day + 1)];
  }

  function counted(rows, unit) {
    const counts = new Map();
    for (const row of rows) {
      const [start] = around(begin(row), unit);
      counts.set(start, (counts.get(start) || 0) + 1);
    }
    const most = Math.max(...counts.values());
    return Array.from(counts, ([start, count]) => ({
      id: `${unit} ${start}`,
      type: "range",
      start,
      end: around(start, unit)[1],
      className: "count",
      count,
      share: count / most,
    }));
  }

  // --- the timeline -------------------------------------------------------------------------------------

  // Records that span the whole view lie below those that begin or end in it.
  const inOrder = (one, other) => Number(one.through) - Number(other.through) || one.start - other.start;

  const items = new vis.DataSet();
  const chart = new vis.Timeline(box, items, {
    template: label,
    moment: (date) => vis.moment(date).utc(),
    width: "100%",
    minHeight: "9rem",
    maxHeight: small ? "18rem" : "26rem",
    orientation: { axis: "top", item: "top" },
    margin: { item: { horizontal: 6, vertical: 5 }, axis: 8 },
    verticalScroll: true,
    zoomKey: "ctrlKey",
    showCurrentTime: false,
    showTooltips: false,
    order: inOrder,
    zoomMin: 4 * DAY,
    zoomMax: 400 * 366 * DAY,
  });
  kevents.chart = chart;
  let dated = [];
  let counting = false;

  // Counts stand side by side on one base line, records one above the other.
  function count(now) {
    if (counting === now) return;
    counting = now;
    chart.setOptions({
      stack: !now,
      orientation: { axis: "top", item: now ? "bottom" : "top" },
      margin: { item: { horizontal: now ? 0 : 6, vertical: 5 }, axis: 8 },
    });
    // If the library ever had an order, it stacks items whatever the option says; there is no other way to unset it.
    chart.itemSet.setOptions({ order: now ? null : inOrder });
  }

  const inView = (from, to) => dated.filter((row) => lower(row) < to && upper(row) > from);

  function show() {
    const { start, end: stop } = chart.getWindow();
    const from = start.getTime(), to = stop.getTime();
    const goesThrough = (row) => lower(row) < from && upper(row) > to;
    const all = inView(from, to);
    const rows = all.filter((row) => !goesThrough(row)), through = all.filter(goesThrough);
    const room = MOST - rows.length;
    const number = (amount) => amount.toLocaleString("en");
    const undated = kevents.found.length - dated.length;
    const told = [];
    let drawn;
    if (room < 0) {
      const unit = unitOf(from, to);
      drawn = counted(rows, unit);
      told.push(`${number(rows.length)} records lie in view, too many to draw each: counted by the ${unit} in which they begin. Pick a count, zoom in or filter.`);
    } else {
      const first = from - (to - from), last = to + (to - from);
      const fit = through.length <= room ? all : rows;
      // If there is room, records beside the view too, so that moving the chart does not uncover an empty area.
      const beside = inView(first, last).filter((row) => lower(row) >= to || upper(row) <= from);
      drawn = (fit.length + beside.length > MOST ? fit : fit.concat(beside))
        .map((row) => itemOf(row, first, last, goesThrough(row)));
      told.push(`${number(rows.length)} of ${number(dated.length)} dated records lie in view.`);
    }
    if (through.length) {
      told.push(`${number(through.length)} more may lie anywhere in it, before or after${through.length <= room ? "" : ": not drawn"}.`);
    }
    if (undated) told.push(`${number(undated)} without a date are in the list only.`);
    notice.textContent = told.join(" ");
    const kept = new Set(drawn.map((item) => item.id));
    count(room < 0);
    items.remove(items.getIds().filter((id) => !kept.has(id)));
    items.update(drawn);
  }

  // The first view is the shortest time in which most records begin. If these are too many to draw, it is all of the time.
  function fit(all) {
    if (!dated.length) return;
    const begins = dated.map(begin).sort((one, other) => one - other);
    let first = 0, last = begins.length - 1;
    if (!all && begins.length > 10 && begins.length <= MOST) {
      const share = Math.floor(begins.length * 0.7);
      const widths = begins.slice(share).map((moment, place) => moment - begins[place]);
      first = widths.indexOf(Math.min(...widths));
      last = first + share;
    }
    const [from, to] = [begins[first], begins[last] + DAY];
    const margin = Math.max((to - from) * 0.08, 10 * DAY);
    // A label stands to the right of the beginning of its record.
    chart.setWindow(from - margin, to + 2 * margin, { animation: false });
  }

  function renew() {
    dated = kevents.found.filter((row) => row[EARLIEST] !== null || row[LATEST] !== null);
    unpick();
    fit(false);
    show();
    if (!dated.length) notice.textContent = "Nothing with a date to draw.";
  }

  // --- picking ------------------------------------------------------------------------------------------

  function unpick() {
    picked.hidden = true;
    picked.replaceChildren();
    chart.setSelection([]);
  }

  chart.on("select", function ({ items: chosen }) {
    const item = chosen.length ? items.get(chosen[0]) : null;
    if (!item) unpick();
    else if (item.count) chart.setWindow(item.start, item.end, { animation: !still() });
    else {
      const rows = document.createElement("ul");
      rows.className = "rows";
      rows.append(kevents.drawn(item.row));
      const close = document.createElement("button");
      close.type = "button";
      close.textContent = "Close";
      close.addEventListener("click", unpick);
      picked.replaceChildren(rows, close);
      picked.hidden = false;
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !picked.hidden) unpick();
  });
  document.querySelector(".controls").addEventListener("click", function (event) {
    const move = event.target.dataset.move;
    const animation = { animation: !still() };
    const { start, end: stop } = chart.getWindow();
    const step = (stop - start) / 2;
    if (move === "all") fit(true);
    else if (move === "in") chart.zoomIn(0.5, animation);
    else if (move === "out") chart.zoomOut(0.5, animation);
    else if (move) {
      const by = move === "later" ? step : -step;
      chart.setWindow(start.getTime() + by, stop.getTime() + by, animation);
    }
  });
  chart.on("rangechanged", show);

  // A finger that moves up or down scrolls the chart. Once the chart is at its end, it scrolls the page.
  let finger = null;
  box.addEventListener("pointerdown", function (event) {
    finger = event.pointerType === "touch" && event.isPrimary ? { x: event.clientX, y: event.clientY } : null;
  }, true);
  box.addEventListener("pointermove", function (event) {
    if (!finger || event.pointerType !== "touch" || !event.isPrimary) return;
    const down = event.clientY - finger.y;
    if (finger.page === undefined) {
      const seen = box.querySelector(".vis-center").getBoundingClientRect();
      const inside = box.querySelector(".vis-itemset").getBoundingClientRect();
      const more = down < 0 ? inside.bottom > seen.bottom + 2 : inside.top < seen.top - 2;
      finger.page = Math.abs(down) > Math.abs(event.clientX - finger.x) && !more;
    }
    if (finger.page) scrollBy(0, -down);
    finger.y = event.clientY;
  }, true);
  const whole = document.querySelector(".chart-box");
  whole.addEventListener("toggle", () => chart.redraw());
  // On a small screen the list comes first; one touch opens the chart.
  if (small) whole.open = false;
  document.addEventListener("kevents:found", renew);
  renew();
})();
