// Standard passages go in at the caret, as words of this text; without script a button of the same form puts them after a chosen paragraph.
import { Extension, pm } from "django-prose-editor/editor";

const ours = (button) => button.closest("[data-language]");

const putIn = (editor, item) => {
  const { state } = editor;
  const text = item.querySelector(".passage-text");
  const slice = pm.model.DOMParser.fromSchema(state.schema).parseSlice(text);
  editor.view.dispatch(state.tr.replaceSelection(slice).scrollIntoView());
  editor.commands.focus();
};

// A new text is of the language that its form says.
const inLanguageOf = (form, panel) => {
  const items = [...panel.querySelectorAll("[data-language]")];
  const show = () => {
    const { value } = form.elements.language;
    for (const item of items) item.hidden = item.dataset.language !== value;
    panel.hidden = items.every((item) => item.hidden);
  };
  form.elements.language.addEventListener("change", show);
  show();
};

const Passages = Extension.create({
  name: "passages",
  onCreate() {
    const panel = document.getElementById("passages");
    const form = panel?.closest("form");
    if (!form?.contains(this.editor.view.dom)) return;
    panel.querySelector(".without-script")?.remove();
    if (form.elements.language) inLanguageOf(form, panel);
    panel.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault(); // it opens too late to be given the focus
      panel.open = !panel.open;
      if (panel.open) panel.querySelector("li:not([hidden]) .put-in")?.focus();
    });
    for (const button of panel.querySelectorAll(".put-in")) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        putIn(this.editor, ours(button));
      });
    }
  },
});

export { Passages };
