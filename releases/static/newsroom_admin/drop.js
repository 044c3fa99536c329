// A document that is dropped on the dashboard becomes a draft. Without this file there is the page on which one chooses it.
"use strict";

const form = document.getElementById("drop-form");

const holdsFiles = (event) => form && event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  document.body.classList.add("dropping");
});

document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) document.body.classList.remove("dropping");
});

document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  document.body.classList.remove("dropping");
  const [file, ...more] = event.dataTransfer.files;
  if (!file || more.length > 0) return;
  const given = new DataTransfer();
  given.items.add(file);
  form.elements.document.files = given.files;
  form.submit();
});

if (form) document.getElementById("drop-hint").hidden = false;
