// Suggestions under the search of the header while somebody types; without this file the search works as a form.
"use strict";

const search = document.getElementById("site-search");

if (search) {
  const box = document.createElement("ul");
  box.id = "suggestions";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", search.dataset.label);
  box.hidden = true;
  search.after(box);
  search.autocomplete = "off";
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": box.id, "aria-expanded": "false" }))
    search.setAttribute(name, value);

  let waiting;
  let asked = 0;
  let active = -1;

  const close = () => {
    box.hidden = true;
    active = -1;
    search.setAttribute("aria-expanded", "false");
    search.removeAttribute("aria-activedescendant");
  };

  const option = (suggestion, number) => {
    const item = document.createElement("li");
    item.id = `suggestion-${number}`;
    item.setAttribute("role", "option");
    item.dataset.url = suggestion.url;
    const label = document.createElement("span");
    label.textContent = suggestion.label;
    const detail = document.createElement("span");
    detail.className = "detail";
    detail.textContent = suggestion.detail;
    item.append(label, " ", detail);
    return item;
  };

  const ask = async () => {
    const turn = ++asked;
    const typed = search.value.trim();
    if (typed.length < 2) return close();
    let answer;
    try {
      answer = await fetch(`${search.dataset.suggest}?${new URLSearchParams({ q: typed })}`);
      if (!answer.ok) return close();
    } catch {
      return close();
    }
    const { suggestions } = await answer.json();
    // A later letter may have been typed, or the field left, before this answer came.
    if (turn !== asked || document.activeElement !== search) return;
    box.replaceChildren(...suggestions.map(option));
    if (!suggestions.length) return close();
    active = -1;
    search.removeAttribute("aria-activedescendant");
    box.hidden = false;
    search.setAttribute("aria-expanded", "true");
  };

  const choose = (number) => {
    const items = [...box.children];
    active = (number + items.length + 1) % (items.length + 1);
    for (const [index, item] of items.entries()) item.setAttribute("aria-selected", String(index === active));
    if (active < items.length) search.setAttribute("aria-activedescendant", items[active].id);
    else search.removeAttribute("aria-activedescendant");
    items[active]?.scrollIntoView({ block: "nearest" });
  };

  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });

  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !box.hidden) {
      event.preventDefault();
      close();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && !box.hidden) {
      event.preventDefault();
      const rest = box.children.length; // the place where nothing is chosen
      const from = active < 0 ? rest : active;
      choose(event.key === "ArrowDown" ? (from === rest ? 0 : from + 1) : from - 1);
    } else if (event.key === "Enter" && !box.hidden && box.children[active]) {
      event.preventDefault();
      location.assign(box.children[active].dataset.url);
    }
  });

  box.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[data-url]");
    if (!item) return;
    event.preventDefault();
    location.assign(item.dataset.url);
  });

  search.addEventListener("blur", () => {
    asked++;
    close();
  });
}
