// Every page works without this file. It closes menus with Escape, copies links, and changes a list in place.
"use strict";

// Menus

const menus = [...document.querySelectorAll("details[name=menu]")];

document.addEventListener("keydown", (event) => {
  const open = menus.find((menu) => menu.open);
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});

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
    const turn = ++asked;
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
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
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
    for (const link of document.head.querySelectorAll("link[rel=canonical], link[rel=alternate], link[rel=prev], link[rel=next]")) link.remove();
    document.head.append(...page.head.querySelectorAll("link[rel=canonical], link[rel=alternate], link[rel=prev], link[rel=next]"));
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
    if (!list.contains(element)) return () => {};
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
    return `${form.action.split("?")[0]}${query.size ? `?${query}` : ""}`;
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
