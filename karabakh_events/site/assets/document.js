"use strict";
// The page of a document emphasises the passage in its address, in the text and in the list beside it.
(function () {
  const ids = () => /^#d?(p\d+-\d+)$/.exec(location.hash);

  function choose() {
    for (const old of document.querySelectorAll(".chosen")) {
      old.classList.remove("chosen");
      old.removeAttribute("aria-current");
    }
    const found = ids();
    if (!found) return;
    const stretches = document.querySelectorAll(`.passage[data-passages~="${found[1]}"]`);
    const entry = document.getElementById(`d${found[1]}`);
    for (const one of [...stretches, ...(entry ? [entry] : [])]) {
      one.classList.add("chosen");
      one.setAttribute("aria-current", "true");
    }
    const inText = location.hash.startsWith("#p");
    if (entry) entry.scrollIntoView({ block: "nearest" });
    if (inText && stretches.length) {
      stretches[0].scrollIntoView({ block: "center" });
      stretches[0].focus({ preventScroll: true });
    }
  }

  addEventListener("hashchange", choose);
  choose();
})();
