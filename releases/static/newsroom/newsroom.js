// Every page works without this file. It copies links, changes a list in place, and suggests while somebody types.
"use strict";

// Where browsers have trusted types, this is the only way from text to markup, and it is used for our own pages.
const types = globalThis.trustedTypes ?? { createPolicy: (_name, rules) => rules };
// biome-ignore lint/style/useNamingConvention: the name is the browser's
const markup = types.createPolicy("newsroom", { createHTML: (page) => page });

// Links to copy

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
    });
  }
}

// The list: what its form and its links ask for comes into the page, and the address bar says it.

const list = document.getElementById("list");

if (list) {
  const announcement = document.getElementById("announcement");
  let asked = 0;

  const show = async (address, { push }) => {
    asked += 1;
    const turn = asked;
    list.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await fetch(address, { headers: { Accept: "text/html" } });
      // A list with a filter that makes no sense is a list nevertheless.
      if (!answer.ok && answer.status !== 400) throw new Error(answer.statusText);
    } catch {
      location.assign(address);
      return;
    }
    const page = new DOMParser().parseFromString(markup.createHTML(await answer.text()), "text/html");
    if (turn !== asked) return; // a later choice has overtaken this one
    const next = page.getElementById("list");
    if (!next) {
      location.assign(address);
      return;
    }
    keepOpen(next);
    const refocus = focused();
    list.replaceChildren(...next.childNodes);
    list.removeAttribute("aria-busy");
    document.title = page.title;
    for (const link of document.head.querySelectorAll(
      "link[rel=canonical], link[rel=alternate], link[rel=prev], link[rel=next]",
    ))
      link.remove();
    document.head.append(
      ...page.head.querySelectorAll("link[rel=canonical], link[rel=alternate], link[rel=prev], link[rel=next]"),
    );
    for (const nav of document.querySelectorAll("nav.languages")) nav.replaceWith(page.querySelector("nav.languages"));
    if (push) history.pushState(null, "", address);
    refocus();
    announcement.textContent = list.querySelector("#count").textContent;
  };

  // The groups that the reader had opened stay open.
  const keepOpen = (next) => {
    for (const group of list.querySelectorAll("details[data-group]")) {
      const same = next.querySelector(`details[data-group="${group.dataset.group}"]`);
      if (same) same.open = group.open;
    }
  };

  // Where the focus is, as something that can be found again in the new list.
  const focused = () => {
    const element = document.activeElement;
    if (!list.contains(element)) return () => undefined;
    const { name, value, type, id } = element;
    return () => {
      const boxes = [...list.querySelectorAll("input[type=checkbox]")];
      const same = id
        ? document.getElementById(id)
        : type === "checkbox" && boxes.find((box) => box.name === name && box.value === value);
      const target = same || list.querySelector("h1");
      if (!same) target.tabIndex = -1;
      target.focus({ preventScroll: Boolean(same) });
    };
  };

  const addressOf = (form) => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.append(name, value);
    return `${form.action.split("?")[0]}${query.size > 0 ? `?${query}` : ""}`;
  };

  list.addEventListener("change", (event) => {
    if (event.target.form?.id === "filters") show(addressOf(event.target.form), { push: true });
  });

  list.addEventListener("submit", (event) => {
    event.preventDefault();
    show(addressOf(event.target), { push: true });
  });

  list.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='?']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(link.href, { push: true });
  });

  addEventListener("popstate", () => show(location.href, { push: false }));
}

// Suggestions under the search of the header

const search = document.getElementById("site-search");

if (search) {
  const box = document.createElement("ul");
  box.id = "suggestions";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", search.dataset.label);
  box.hidden = true;
  search.after(box);
  search.autocomplete = "off";
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": box.id,
    "aria-expanded": "false",
  }))
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
    asked += 1;
    const turn = asked;
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
    if (suggestions.length === 0) return close();
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
      const below = from === rest ? 0 : from + 1;
      choose(event.key === "ArrowDown" ? below : from - 1);
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
    asked += 1;
    close();
  });
}
