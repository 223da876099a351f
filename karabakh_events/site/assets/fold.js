"use strict";
// The key for comparing words, the same as that of `names.fold`: small letters without diacritics, hyphens as
// spaces, no quotation marks and apostrophes.
(function () {
  const kevents = (window.kevents = window.kevents || {});
  const letters = {
    "ı": "i", "ə": "a", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h",
    "ß": "ss", "ς": "σ", "և": "եւ",
  };
  const unusual = new RegExp(`[${Object.keys(letters).join("")}]`, "gu");
  const bare = (text) => text.normalize("NFKD").replace(/[\p{Mn}\p{Me}\p{Cf}]/gu, "");

  kevents.fold = function (text) {
    const small = bare(text.replace(/´/g, "'")).toLowerCase();
    return bare(small.replace(unusual, (letter) => letters[letter]))
      .replace(/(?<=[\p{L}\p{N}_])['’‘‛ʼʻʹ′`](?=s(?![\p{L}\p{N}_]))/gu, " ")
      .replace(/['’‘‛ʼʻʹ′`"“”„‟«»‹›‚]/gu, "")
      .replace(/[-‐‒–—―−⁃֊־]/gu, " ")
      .trim()
      .split(/\s+/u)
      .join(" ");
  };
})();
