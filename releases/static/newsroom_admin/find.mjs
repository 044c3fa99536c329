// Find and replace: in the text, and if it is chosen in headline and lead. Markup stays where its words were; each replacing is undone by one
// Ctrl+Z, in all parts at once, as long as nothing was typed after it.
import { Extension, pm } from "django-prose-editor/editor";
import { found } from "newsroom/finding";
import { placesIn, replaceIn } from "newsroom/replacing";

const BESIDE = ["headline", "lead"];

// In an input: as if it were typed, so that the browser can undo it.
const write = (input, start, end, words) => {
  input.focus();
  input.setSelectionRange(start, end);
  if (document.execCommand(words ? "insertText" : "delete", false, words)) return;
  input.setRangeText(words, start, end, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
};

class Finder {
  constructor(panel, editor) {
    this.panel = panel;
    this.editor = editor;
    this.form = panel.closest("form");
    this.current = -1;
    this.places = [];
    this.done = []; // what was replaced, to be undone
  }

  control(name) {
    return this.panel.querySelector(`[data-find="${name}"]`);
  }

  input(part) {
    return this.form.elements[part];
  }

  get sought() {
    return this.control("words").value;
  }

  get options() {
    return { matchCase: this.control("case").checked, wholeWords: this.control("whole").checked };
  }

  get parts() {
    return this.control("beside").checked ? BESIDE.filter((part) => this.input(part)) : [];
  }

  // Looking

  look() {
    const beside = this.parts.flatMap((part) =>
      found(this.input(part).value, this.sought, this.options).map(([from, to]) => ({ from, part, to })),
    );
    const { doc } = this.editor.state;
    this.places = [...beside, ...placesIn(doc, this.sought, this.options)];
    this.current = Math.min(this.current, this.places.length - 1);
    this.paint();
    this.tell();
  }

  go(steps) {
    this.look();
    if (this.places.length === 0) return;
    const { length } = this.places;
    const from = this.current === -1 && steps < 0 ? 0 : this.current;
    this.current = (from + steps + length) % length;
    this.show();
  }

  show() {
    this.paint();
    this.tell();
    const { from, part, to } = this.places[this.current];
    if (part) {
      this.input(part).setSelectionRange(from, to);
      this.input(part).scrollIntoView({ block: "center" });
      return;
    }
    this.editor.commands.setTextSelection({ from, to });
    this.rangeOf(this.places[this.current]).startContainer.parentElement.scrollIntoView({ block: "center" });
  }

  rangeOf({ from, to }) {
    const range = document.createRange();
    const [start, end] = [this.editor.view.domAtPos(from, 1), this.editor.view.domAtPos(to, -1)];
    range.setStart(start.node, start.offset);
    range.setEnd(end.node, end.offset);
    return range;
  }

  paint() {
    if (!globalThis.Highlight) return;
    const inText = (places) => places.filter(({ part }) => !part).map((place) => this.rangeOf(place));
    CSS.highlights.set("found", new Highlight(...inText(this.places)));
    CSS.highlights.set("found-here", new Highlight(...inText(this.places.slice(this.current).slice(0, 1))));
  }

  tell(replaced = null) {
    const { count, here, nothing, replacedAll } = this.panel.dataset;
    const { length } = this.places;
    let told = "";
    if (replaced !== null) told = replacedAll.replace("%s", replaced);
    else if (!this.sought) told = "";
    else if (length === 0) told = nothing;
    else if (this.current === -1) told = count.replace("%s", length);
    else told = here.replace("%1", this.current + 1).replace("%2", length);
    const part = replaced === null && this.places[this.current]?.part;
    this.control("told").textContent = part
      ? `${told} (${this.input(part).labels[0].textContent.replace(":", "")})`
      : told;
  }

  // Replacing

  get state() {
    return {
      doc: this.editor.state.doc,
      said: Object.fromEntries(BESIDE.map((part) => [part, this.input(part)?.value])),
    };
  }

  replace(places) {
    const [before, words, focused] = [this.state, this.control("with").value, document.activeElement];
    const transaction = pm.history.closeHistory(this.editor.state.tr); // undone on its own
    const beside = places.filter(({ part }) => part);
    for (const { from, part, to } of beside.toReversed()) write(this.input(part), from, to, words);
    replaceIn(transaction, places.slice(beside.length), words);
    if (transaction.docChanged) this.editor.view.dispatch(transaction);
    focused.focus();
    this.done.push({ after: this.state, before });
  }

  replaceOne() {
    this.look();
    if (this.current === -1) {
      this.go(1);
      return;
    }
    const at = this.current;
    const { from, part } = this.places[at];
    const end = from + this.control("with").value.length;
    this.replace([this.places[at]]);
    this.look();
    // What the new words hold of the old ones is passed over.
    const own = this.places.filter((place) => place.part === part && place.from >= from && place.to <= end).length;
    this.current = at - 1 + own;
    this.go(1);
  }

  replaceAll() {
    this.look();
    const { length } = this.places;
    if (length > 0) this.replace(this.places);
    this.current = -1;
    this.look();
    this.tell(length);
  }

  // Takes the last replacing back in every part. False if something else was written since.
  undo() {
    const last = this.done.at(-1);
    const now = this.state;
    const same = (part) => now.said[part] === last.after.said[part];
    if (!(last?.after.doc.eq(now.doc) && BESIDE.every(same))) return false;
    this.done.pop();
    if (!last.before.doc.eq(now.doc)) this.editor.commands.undo();
    const focused = document.activeElement;
    for (const part of BESIDE.filter((name) => now.said[name] !== last.before.said[name])) {
      write(this.input(part), 0, now.said[part].length, last.before.said[part]);
    }
    focused.focus();
    if (!this.panel.hidden) this.look();
    return true;
  }

  // Opening and closing

  open() {
    const marked = this.marked();
    this.panel.hidden = false;
    if (marked) this.control("words").value = marked;
    this.current = -1;
    this.control("words").focus();
    this.control("words").select();
    this.look();
  }

  marked() {
    const active = document.activeElement;
    if (BESIDE.includes(active?.name)) return active.value.slice(active.selectionStart, active.selectionEnd);
    const { from, to } = this.editor.state.selection;
    const words = this.editor.state.doc.textBetween(from, to, "\n");
    return words.includes("\n") ? "" : words;
  }

  close() {
    this.panel.hidden = true;
    this.places = [];
    this.paint();
    this.editor.commands.focus();
  }

  // What the keys do

  key(event) {
    const control = event.ctrlKey || event.metaKey;
    const inside = this.panel.contains(event.target);
    const typing = inside && event.target.matches("input:not([type=checkbox])");
    let taken = true;
    if (event.ctrlKey && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "h") this.open();
    else if (control && !event.shiftKey && event.key.toLowerCase() === "z" && !typing) taken = this.undo();
    else if (inside && event.key === "Escape") this.close();
    else if (typing && event.key === "Enter") this.go(event.shiftKey ? -1 : 1);
    else taken = false;
    if (!taken) return;
    event.preventDefault();
    event.stopPropagation();
  }

  listen() {
    const press = {
      all: () => this.replaceAll(),
      close: () => this.close(),
      next: () => this.go(1),
      one: () => this.replaceOne(),
    };
    press.previous = () => this.go(-1);
    for (const [name, act] of Object.entries(press)) this.control(name).addEventListener("click", act);
    for (const name of ["words", "case", "whole", "beside"]) {
      this.control(name).addEventListener("input", () => {
        this.current = -1;
        this.look();
      });
    }
    const writing = (target) =>
      this.editor.view.dom.contains(target) || BESIDE.includes(target.name) || this.panel.contains(target);
    this.form.addEventListener("keydown", (event) => writing(event.target) && this.key(event), true);
    const opener = document.querySelector(".find-open");
    opener.hidden = false;
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      this.open();
    });
  }
}

const FindAndReplace = Extension.create({
  name: "findAndReplace",
  onCreate() {
    const panel = document.getElementById("find");
    if (panel?.closest("form")?.contains(this.editor.view.dom)) new Finder(panel, this.editor).listen();
  },
});

export { FindAndReplace };
