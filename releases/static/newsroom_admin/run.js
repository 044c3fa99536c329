// Shows how far an import is. Without this file the page has a link that asks again.
"use strict";

// As in newsroom.js: the one way from text to markup, for a page of our own.
const types = globalThis.trustedTypes ?? { createPolicy: (_name, rules) => rules };
// biome-ignore lint/style/useNamingConvention: the name is the browser's
const markup = types.createPolicy("newsroom", { createHTML: (page) => page });

const ask = async () => {
  const shown = document.getElementById("run");
  if (!shown.hasAttribute("data-under-way")) return;
  try {
    const answer = await fetch(location.pathname);
    const page = new DOMParser().parseFromString(markup.createHTML(await answer.text()), "text/html");
    const next = page.getElementById("run");
    if (next) {
      shown.replaceChildren(...next.childNodes);
      shown.toggleAttribute("data-under-way", next.hasAttribute("data-under-way"));
    }
  } catch {
    // The server may be restarting; the next time will tell.
  }
  setTimeout(ask, 2000);
};

setTimeout(ask, 2000);
