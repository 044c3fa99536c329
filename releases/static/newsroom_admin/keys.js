// Alt, Shift and a letter or digit press the first visible control that says in `aria-keyshortcuts` that they do.
"use strict";

const KEY = /^(?:Key|Digit)(?<letter>[A-Z\d])$/u;

// Controls that Django writes. The link that adds a file comes with the script of its forms.
const OF_DJANGO = { "input[name=_continue]": "Alt+Shift+M", "#files-group .add-row a": "Alt+Shift+1" };

addEventListener("load", () => {
  for (const [selector, keys] of Object.entries(OF_DJANGO)) {
    document.querySelector(selector)?.setAttribute("aria-keyshortcuts", keys);
  }
});

document.addEventListener("keydown", (event) => {
  const letter = event.altKey && event.shiftKey && KEY.exec(event.code)?.groups.letter;
  if (!letter) return;
  const controls = [...document.querySelectorAll(`[aria-keyshortcuts="Alt+Shift+${letter}"]`)];
  const control = controls.find((one) => one.checkVisibility());
  if (!control) return;
  event.preventDefault();
  control.click();
});
