// Scripts that replace an input by elements of their own leave those without a name; they are given the name of the label.
"use strict";

// The editor would write its style sheet into the page, which the policy forbids; it does not where it finds an element of that name. Ours has
// what it needs. Outside the namespace of HTML the element is no style sheet, so there is nothing to forbid.
const instead = document.createElementNS("urn:newsroom:none", "style");
instead.setAttribute("data-tiptap-style", "");
document.head.append(instead);

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
