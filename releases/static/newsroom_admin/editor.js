// The rich text editor replaces its text area by an element without a name; it is given the name of its label.
const nameEditors = () => {
  for (const label of document.querySelectorAll("label[for]")) {
    const area = document.getElementById(label.htmlFor);
    const editor = area?.closest(".prose-editor")?.querySelector("[contenteditable]");
    if (editor && !editor.hasAttribute("aria-labelledby")) {
      label.id ||= `${area.id}-label`;
      editor.setAttribute("aria-labelledby", label.id);
    }
  }
};
document.addEventListener("DOMContentLoaded", () => {
  nameEditors();
  new MutationObserver(nameEditors).observe(document.body, { childList: true, subtree: true });
});
