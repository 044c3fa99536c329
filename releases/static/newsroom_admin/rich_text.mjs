// Teaches the editor what our texts have beside its own tags, so that a save keeps them: definition lists, the language and direction
// of words, and the places that links of the text lead to. What a source hid does not come in by pasting.
import { Extension, Mark, mergeAttributes, Node, Plugin } from "django-prose-editor/editor";

const KEPT = ["id", "lang", "dir"];
const CARRIERS = [
  ...["paragraph", "heading", "bulletList", "orderedList", "listItem", "blockquote", "table", "tableRow", "tableCell"],
  ...["tableHeader", "definitionList", "definitionTerm", "definition", "link", "bold", "italic", "strike"],
  ...["superscript", "subscript", "words"],
];

const attribute = (name) => ({
  default: null,
  keepOnSplit: name !== "id",
  parseHTML: (element) => element.getAttribute(name),
  renderHTML: (attributes) => (attributes[name] ? { [name]: attributes[name] } : {}),
});

const Words = Mark.create({
  name: "words",
  parseHTML: () => [{ tag: "span[id]" }, { tag: "span[lang]" }, { tag: "span[dir]" }],
  renderHTML: ({ HTMLAttributes }) => ["span", mergeAttributes(HTMLAttributes), 0],
});

const KeptAttributes = Extension.create({
  name: "keptAttributes",
  addExtensions: () => [Words],
  addGlobalAttributes: () => [
    { types: CARRIERS, attributes: Object.fromEntries(KEPT.map((name) => [name, attribute(name)])) },
  ],
});

const nodeOf = (name, tag, content, more = {}) =>
  Node.create({
    name,
    content,
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, mergeAttributes(HTMLAttributes), 0],
    ...more,
  });

const DefinitionTerm = nodeOf("definitionTerm", "dt", "inline*", { defining: true });
const Definition = nodeOf("definition", "dd", "paragraph block*", { defining: true });

const DefinitionList = nodeOf("definitionList", "dl", "(definitionTerm | definition)+", {
  group: "block",
  addExtensions: () => [DefinitionTerm, Definition],
});

// A table can ask to be drawn as well; the site draws it. The buttons show which chart the table at the cursor asks for.
const ICONS = { bars: "bar_chart", lines: "show_chart" };

const chartOf = {
  default: null,
  parseHTML: (element) => (element.dataset.chart in ICONS ? element.dataset.chart : null),
  renderHTML: ({ chart }) => (chart ? { "data-chart": chart } : {}),
};

const chartItem = (kind, button) => {
  const active = (editor) => editor.isActive("table", { chart: kind });
  return {
    name: `chart:${kind}`,
    groups: "table",
    button,
    active,
    hidden: (editor) => !editor.isActive("table"),
    update: (editor) => button.setAttribute("aria-pressed", active(editor)),
    command: (editor) => editor.commands.updateAttributes("table", { chart: active(editor) ? null : kind }),
  };
};

const Charts = Extension.create({
  name: "charts",
  addOptions: () => ({ labels: {} }),
  addGlobalAttributes: () => [{ types: ["table"], attributes: { chart: chartOf } }],
  addMenuItems({ buttons, menu }) {
    for (const [kind, icon] of Object.entries(ICONS)) {
      menu.defineItem(chartItem(kind, buttons.material(icon, this.options.labels[kind] ?? kind)));
    }
  },
});

// As taxonomy/hiding.py, which has the last word when the text is saved; here is what programs put on the clipboard.
const HIDING =
  /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|opacity\s*:\s*0*\.?0+|mso-element\s*:\s*comment(?:-list)?|font-size\s*:\s*0*\.?0+(?:pt|px|em|%)?|color\s*:\s*transparent)\s*(?:!important)?\s*(?:;|$)/iu;
const UNSEEN =
  "del, template, noscript, xml, [hidden], .msoDel, .TrackChangeTextDeletion, .TrackChangeTextDeletionMarker, .MsoCommentReference, .msocomtxt, .screen-reader-text, .sr-only, .visually-hidden";
const LINE_THROUGH = /text-decoration(?:-line)?\s*:[^;]*line-through/iu;
const RULE = /(?<selectors>[^{}]+)\{(?<style>[^{}]*)\}/gu;
const AROUND_RULES = /<!--|-->|@[^{;]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})/gu;

const STYLE = /(?<before><\w[^<>]*?)\sstyle\s*=/giu;

const selectorsOfHiding = (page) => {
  const sheets = [...page.querySelectorAll("style")].map((sheet) => sheet.textContent).join(" ");
  const rules = [...sheets.replaceAll(AROUND_RULES, "").matchAll(RULE)];
  return rules.filter(({ groups }) => HIDING.test(groups.style)).flatMap(({ groups }) => groups.selectors.split(","));
};

const matching = (page, selector) => {
  try {
    return selector.includes(":") ? [] : [...page.querySelectorAll(selector)];
  } catch {
    return []; // no selector
  }
};

const strike = (page) => {
  const struck = [...page.querySelectorAll("[data-style]")].filter((node) => LINE_THROUGH.test(node.dataset.style));
  for (const node of struck) {
    const stroke = page.createElement("s");
    stroke.append(...node.childNodes);
    node.append(stroke);
  }
};

const withoutHidden = (html) => {
  // Under another name, since the policy against inline styles holds, and is told of, in documents that are only read as well.
  const page = new DOMParser().parseFromString(html.replaceAll(STYLE, "$<before> data-style="), "text/html");
  const styled = [...page.querySelectorAll("[data-style]")].filter((node) => HIDING.test(node.dataset.style));
  const sheets = selectorsOfHiding(page).flatMap((selector) => matching(page, selector.trim()));
  const hidden = new Set([...page.querySelectorAll(UNSEEN), ...styled, ...sheets]);
  const outermost = [...hidden].filter((node) => node.textContent.trim() && !hidden.has(node.parentElement));
  for (const node of hidden) node.remove();
  strike(page);
  return { count: outermost.length, html: page.body.innerHTML };
};

// The newsroom turns what is pasted into a text of ours. Where the form does not say where to ask, or there is no answer, only what was
// hidden is left out, and the cleaning on saving does the rest.
const understood = async (view, data) => {
  const form = view.dom.closest("form");
  const body = new FormData();
  for (const [name, type] of [
    ["html", "text/html"],
    ["text", "text/plain"],
  ]) {
    body.append(name, new Blob([data[name]], { type }), name);
  }
  body.append("language", form.elements.language?.value ?? "");
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(view.dom.closest("[data-pasting]").dataset.pasting, { method: "POST", body });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
};

const pasteUnderstood = async (view, data) => {
  try {
    const { html, notes } = await understood(view, data);
    view.pasteHTML(html);
    if (notes.length > 0) tell(view, notes.join(" "));
  } catch {
    if (data.html) view.pasteHTML(data.html);
    else view.pasteText(data.text);
  }
};

const OURS = /data-pm-slice/u;

// Before the editor reads the clipboard on its own, which would apply its styles.
const paste = (view, event) => {
  const [html, text] = ["text/html", "text/plain"].map((type) => event.clipboardData?.getData(type) ?? "");
  const ask = view.dom.closest("[data-pasting]") && !OURS.test(html) && (html || text.includes("\n"));
  if (!ask) return false;
  event.preventDefault();
  pasteUnderstood(view, { html, text });
  return true;
};

const tell = (view, message) => {
  const editor = view.dom.closest(".prose-editor") ?? view.dom;
  const note = editor.parentElement.querySelector(":scope > .pasted") ?? document.createElement("p");
  note.className = "pasted help";
  note.setAttribute("role", "status");
  editor.after(note);
  note.textContent = message;
};

const HiddenPaste = Extension.create({
  name: "hiddenPaste",
  addOptions: () => ({ message: "%s" }),
  addProseMirrorPlugins() {
    const { message } = this.options;
    const transformPastedHTML = (html, view) => {
      const seen = withoutHidden(html);
      if (seen.count > 0) tell(view, message.replace("%s", seen.count));
      return seen.html;
    };
    return [new Plugin({ props: { handleDOMEvents: { paste }, transformPastedHTML } })];
  },
});

// A picture among the files of the edition. The text names it only; what is said of it is kept with the file.
const PICTURE = "pictureInText";

const known = () => JSON.parse(document.querySelector("[data-pictures]")?.dataset.pictures ?? "{}");
const added = new Map();

const pictureView = ({ node }) => {
  const { address, words } = added.get(node.attrs.file) ?? known()[node.attrs.file] ?? { address: "", words: "?" };
  const figure = document.createElement("figure");
  const caption = Object.assign(document.createElement("figcaption"), { textContent: words });
  figure.className = "in-text";
  figure.contentEditable = "false";
  if (address) figure.append(Object.assign(document.createElement("img"), { src: address, alt: "" }));
  figure.append(caption);
  return { dom: figure };
};

const ask = async (form) => {
  const headers = { Accept: "application/json" };
  const answer = await fetch(form.action, { method: "POST", headers, body: new FormData(form) });
  return answer.json();
};

const openDialog = (editor) => {
  const dialog = document.getElementById("picture-dialog");
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector("[role=alert]");
  const tellProblem = (words) => {
    problem.textContent = words;
    problem.hidden = !words;
  };
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      const { key, version, reasons, ...shown } = await ask(form);
      tellProblem((reasons ?? []).join(" "));
      if (!key) return;
      added.set(key, shown);
      document.getElementById("edition_form").elements.version.value = version;
      dialog.close();
      editor
        .chain()
        .focus()
        .insertContent({ type: PICTURE, attrs: { file: key } })
        .run();
    } catch {
      form.submit(); // an answer that is no JSON, such as a page to log in
    }
  };
  dialog.querySelector("[value=cancel]").onclick = () => dialog.close();
  form.reset();
  tellProblem("");
  dialog.showModal();
};

const PictureInText = Node.create({
  name: PICTURE,
  group: "block",
  atom: true,
  draggable: true,
  addOptions: () => ({ title: "Picture" }),
  addAttributes: () => ({
    file: {
      parseHTML: (element) => element.dataset.file,
      renderHTML: ({ file }) => ({ "data-file": file }),
    },
  }),
  parseHTML: () => [{ tag: "figure[data-file]" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes(HTMLAttributes)],
  addNodeView: () => pictureView,
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: PICTURE,
      groups: "nodes",
      button: buttons.material("image", this.options.title),
      hidden: () => !document.getElementById("picture-dialog"),
      command: openDialog,
    });
  },
});

export { Charts, DefinitionList, HiddenPaste, KeptAttributes, PictureInText };
