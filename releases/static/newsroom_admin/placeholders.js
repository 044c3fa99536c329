// Shows in the text what is still to be filled in, and goes from one to the next. The page lists them without this file.
"use strict";

const toFillIn = document.getElementById("to-fill-in");
const HOLDERS = {
  headline: ".field-headline input",
  lead: ".field-lead textarea",
  body: ".field-body [contenteditable=true]",
  places: ".field-places textarea",
};

if (toFillIn) {
  const items = [...toFillIn.querySelectorAll("[data-part]")].map((item) => ({
    part: item.dataset.part,
    words: item.textContent.trim(),
  }));

  const rangesIn = (element, words) => {
    const ranges = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (let at = node.data.indexOf(words); at !== -1; at = node.data.indexOf(words, at + 1)) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + words.length);
        ranges.push(range);
      }
    }
    return ranges;
  };

  const before = (holder, range) => {
    const all = document.createRange();
    all.setStart(holder, 0);
    all.setEnd(range.startContainer, range.startOffset);
    return all.toString().length;
  };

  const placesOf = (part) => {
    const holder = document.querySelector(HOLDERS[part]);
    const words = items.filter((item) => item.part === part).map((item) => item.words);
    const found = words.flatMap((said) => {
      if (holder.isContentEditable) {
        return rangesIn(holder, said).map((range) => ({ at: before(holder, range), holder, range, words: said }));
      }
      const at = holder.value.indexOf(said);
      return at === -1 ? [] : [{ at, holder, words: said }];
    });
    return found.toSorted((one, other) => one.at - other.at);
  };

  // Where each of them stands now, in the order of the page: what was filled in is passed over.
  const places = () =>
    Object.keys(HOLDERS)
      .filter((part) => document.querySelector(HOLDERS[part]))
      .flatMap(placesOf);

  const paint = () => {
    if (!globalThis.Highlight) return;
    CSS.highlights.set("placeholder", new Highlight(...places().flatMap(({ range }) => range ?? [])));
  };

  const mark = ({ at, holder, range, words }) => {
    holder.focus();
    if (range) {
      getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
      range.startContainer.parentElement.scrollIntoView({ block: "center" });
    } else {
      holder.setSelectionRange(at, at + words.length);
      holder.scrollIntoView({ block: "center" });
    }
  };

  // The one after the last, wherever that has moved by what was typed; after all of them, the first again.
  let last = null;
  const next = (all) => {
    const holders = [...new Set(all.map(({ holder }) => holder))];
    const passed = ({ at, holder }) =>
      last && (holders.indexOf(holder) < holders.indexOf(last.holder) || (holder === last.holder && at <= last.at));
    return all.find((place) => !passed(place)) ?? all[0];
  };

  const button = toFillIn.querySelector(".next-placeholder");
  button.hidden = false;
  button.addEventListener("click", () => {
    last = next(places()) ?? null;
    if (last) mark(last);
  });
  // Once the editor has its text.
  const paintWhenThere = (tries) => {
    paint();
    const later = tries > 0 && !document.querySelector(HOLDERS.body);
    if (later) setTimeout(() => paintWhenThere(tries - 1), 300);
  };
  addEventListener("load", () => setTimeout(() => paintWhenThere(50), 500));
  document.addEventListener("input", () => setTimeout(paint, 100));
}
