// Scripts that replace an input by elements of their own leave those without a name; they are given the name of the label.
"use strict";

const COLON_AT_END = /:$/u;

const nameEditors = () => {
  for (const search of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const select = search.closest(".select2-container")?.previousElementSibling;
    const label = select?.labels?.[0]?.textContent.trim().replace(COLON_AT_END, "");
    if (label) search.setAttribute("aria-label", label);
  }
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
