// Alt, Shift and a letter press the first visible control that says in `aria-keyshortcuts` that they do.
"use strict";

const KEY = /^Key(?<letter>[A-Z])$/u;

document.querySelector("input[name=_continue]")?.setAttribute("aria-keyshortcuts", "Alt+Shift+M");

document.addEventListener("keydown", (event) => {
  const letter = event.altKey && event.shiftKey && KEY.exec(event.code)?.groups.letter;
  if (!letter) return;
  const controls = [...document.querySelectorAll(`[aria-keyshortcuts="Alt+Shift+${letter}"]`)];
  const control = controls.find((one) => one.checkVisibility());
  if (!control) return;
  event.preventDefault();
  control.click();
});
