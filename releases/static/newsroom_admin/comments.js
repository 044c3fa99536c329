// Comments work without this file. It takes the passage from the words that are marked, shows in the text where comments stand, and offers
// people after an @.
"use strict";

const panel = document.getElementById("comments");
const PARTS = { headline: ".field-headline", lead: ".field-lead", body: ".field-body, .field-text" };
const BLOCKS =
  "p, h1, h2, h3, h4, h5, h6, li, dt, dd, blockquote, td, th, tr, table, ul, ol, dl, hr, br, figure, figcaption";
const AROUND = 60;
const SPACE = /\s/u;
const MENTION = /(?:^|\s)@(?<letters>[\w.+-]*)$/u;

const flat = (text) => text.trim().replaceAll(/\s+/gu, " ");

// Where the text of a part is: an input, the editor, or a text that is only read.
const holderOf = (part) => {
  const row = document.querySelector(PARTS[part]);
  const holders = row?.querySelectorAll("[contenteditable=true], .readonly, input[type=text], textarea") ?? [];
  return [...holders].find((holder) => holder.isContentEditable) ?? holders[0];
};

const isInput = (holder) => holder.matches("input, textarea");

// The flat text of an element, with the node and offset that each of its characters comes from.
const read = (element) => {
  const origins = [];
  let text = "";
  const add = (character, node, offset) => {
    if (character === " " && (text === "" || text.endsWith(" "))) return;
    text += character;
    origins.push([node, offset]);
  };
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let last = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const block = node.parentElement?.closest(BLOCKS) ?? null;
    if (last && (block !== last.block || node.previousSibling?.nodeName === "BR")) {
      add(" ", last.node, last.node.data.length);
    }
    for (let offset = 0; offset < node.data.length; offset += 1) {
      add(SPACE.test(node.data[offset]) ? " " : node.data[offset], node, offset);
    }
    last = { block, node };
  }
  return { origins, text };
};

const common = (one, other) => {
  let count = 0;
  while (count < one.length && count < other.length && one[count] === other[count]) count += 1;
  return count;
};

const reversed = (text) => [...text].toReversed().join("");

// Of several places, the one between the same words, as releases/language/passages.py finds it.
const placeOf = ({ quotation, before, after }, text) => {
  let [best, found] = [-1, -1];
  for (let at = text.indexOf(quotation); at !== -1; at = text.indexOf(quotation, at + 1)) {
    const likeness =
      common(reversed(before.trimEnd()), reversed(text.slice(0, at).trimEnd())) +
      common(after.trimStart(), text.slice(at + quotation.length).trimStart());
    if (likeness > best) [best, found] = [likeness, at];
  }
  return found;
};

const passageOf = (quote) => ({
  quotation: flat(quote.textContent),
  before: quote.dataset.before,
  after: quote.dataset.after,
});

const rangeOf = (quote) => {
  const holder = holderOf(quote.dataset.part);
  if (!holder || isInput(holder) || quote.dataset.standing === "0") return null;
  const { origins, text } = read(holder);
  const passage = passageOf(quote);
  const at = placeOf(passage, text);
  if (at === -1) return null;
  const range = document.createRange();
  range.setStart(...origins[at]);
  const [node, offset] = origins[at + passage.quotation.length - 1];
  range.setEnd(node, Math.min(offset + 1, node.length));
  return range;
};

const quotes = () => [...(panel?.querySelectorAll(".passage") ?? [])];

// In the text

const paint = () => {
  if (!globalThis.Highlight) return;
  const open = quotes().filter((quote) => quote.matches(".comments > .conversation .passage"));
  CSS.highlights.set("comment", new Highlight(...open.map(rangeOf).filter(Boolean)));
};

const lead = (quote) => {
  const holder = holderOf(quote.dataset.part);
  if (!holder) return;
  if (isInput(holder)) {
    const { quotation } = passageOf(quote);
    const at = holder.value.indexOf(quotation);
    holder.focus();
    if (at !== -1) holder.setSelectionRange(at, at + quotation.length);
    return;
  }
  const range = rangeOf(quote);
  if (!range) return;
  CSS.highlights?.set("comment-shown", new Highlight(range));
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
};

// The marked words

const markedInInput = (holder) => {
  const { selectionStart: start, selectionEnd: end, value } = holder;
  if (holder !== document.activeElement || start === end) return null;
  return { quotation: flat(value.slice(start, end)), before: value.slice(0, start), after: value.slice(end) };
};

const markedInText = (holder) => {
  const selection = getSelection();
  const range = selection.rangeCount > 0 && selection.getRangeAt(0);
  if (!range || range.collapsed || !holder.contains(range.commonAncestorContainer)) return null;
  const [before, after] = [document.createRange(), document.createRange()];
  before.setStart(holder, 0);
  before.setEnd(range.startContainer, range.startOffset);
  after.setStart(range.endContainer, range.endOffset);
  after.setEndAfter(holder.lastChild);
  const [opening, quotation, rest] = [before, range, after].map((piece) => read(piece.cloneContents()).text);
  return { quotation: flat(quotation), before: opening, after: rest };
};

const markedIn = (part) => {
  const holder = holderOf(part);
  if (!holder) return null;
  const found = isInput(holder) ? markedInInput(holder) : markedInText(holder);
  return found && { part, ...found };
};

const marked = () => Object.keys(PARTS).map(markedIn).find(Boolean) ?? null;

const field = (name) => document.getElementById(`comment-${name}`);

const take = (passage) => {
  panel.querySelector(".new-comment").open = true;
  field("part").value = passage.part;
  field("quotation").value = passage.quotation;
  field("before").value = passage.before.slice(-AROUND);
  field("after").value = passage.after.slice(0, AROUND);
  field("said").focus();
};

// People

const offer = (area) => {
  const list = document.createElement("ul");
  list.className = "people-offered";
  list.hidden = true;
  area.after(list);
  const choose = (handle) => {
    const at = area.value.lastIndexOf("@", area.selectionStart - 1);
    area.setRangeText(`@${handle} `, at, area.selectionStart, "end");
    list.hidden = true;
    area.focus();
  };
  area.addEventListener("input", async () => {
    const letters = MENTION.exec(area.value.slice(0, area.selectionStart))?.groups.letters;
    list.hidden = letters === undefined;
    if (list.hidden) return;
    const answer = await fetch(`${panel.dataset.people}?q=${encodeURIComponent(letters)}`);
    if (!answer.ok) return;
    const { people } = await answer.json();
    list.replaceChildren(
      ...people.map(({ handle, name }) => {
        const button = Object.assign(document.createElement("button"), {
          type: "button",
          className: "button quiet",
          textContent: name ? `@${handle} (${name})` : `@${handle}`,
        });
        button.addEventListener("click", () => choose(handle));
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") list.hidden = true;
    if (event.key !== "ArrowDown" || list.hidden) return;
    event.preventDefault();
    list.querySelector("button")?.focus();
  });
};

if (panel) {
  const button = panel.querySelector(".mark-passage");
  if (button) {
    let passage = null;
    document.addEventListener("selectionchange", () => {
      const now = marked();
      if (now || !panel.contains(document.activeElement)) passage = now;
      button.hidden = passage === null;
    });
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the words stay marked
    button.addEventListener("click", () => passage && take(passage));
  }
  for (const quote of panel.querySelectorAll(".passage")) quote.addEventListener("click", () => lead(quote));
  // The sentences that speak for a suggested term.
  for (const quote of document.querySelectorAll(".suggestions .passage"))
    quote.addEventListener("click", () => lead(quote));
  for (const area of panel.querySelectorAll("textarea[name=said]")) offer(area);
  addEventListener("load", () => setTimeout(paint, 500)); // once the editor has its text
  document.addEventListener("input", () => setTimeout(paint, 100));
}
