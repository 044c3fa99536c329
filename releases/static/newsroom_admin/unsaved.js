// Unsaved text survives a lost session and a closed tab: it is kept in this browser and offered when the form is opened again.
//
// It is encrypted with a key that only the pages of the same editor carry, so that nobody who uses the browser later can read it.
// Where the browser has no encryption (an address without https that is not this machine), nothing is kept.
"use strict";

const kept = document.getElementById("unsaved");
const PREFIX = "newsroom-unsaved:";
const LONGEST_KEPT = 30 * 24 * 3600 * 1000;
const NOT_TEXT =
  /^(?:csrfmiddlewaretoken|version|_.*|.*-(?:TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS|__prefix__-.*))$/u;

const bytes = (encoded) => Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

const keep = async () => {
  const editionForm = document.getElementById("edition_form");
  const name = `${PREFIX}${kept.dataset.name}`;
  const key = await crypto.subtle.importKey("raw", bytes(kept.dataset.key), "AES-GCM", false, ["encrypt", "decrypt"]);

  const fields = () => [...new FormData(editionForm)].filter(([, value]) => typeof value === "string");
  const said = (pairs) =>
    JSON.stringify(pairs.filter(([field]) => !NOT_TEXT.test(field)).map(([field, value]) => [field, value.trim()]));

  const write = async (pairs) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(pairs));
    const secret = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
    let hidden = "";
    for (const byte of secret) hidden += String.fromCharCode(byte);
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), iv: text(iv), hidden: btoa(hidden) }));
  };

  const read = async () => {
    try {
      const stored = JSON.parse(localStorage.getItem(name));
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(stored.iv) }, key, bytes(stored.hidden));
      return { at: stored.at, pairs: JSON.parse(new TextDecoder().decode(plain)) };
    } catch {
      localStorage.removeItem(name);
      return null;
    }
  };

  const bringBack = (pairs) => {
    const back = document.createElement("form");
    back.method = "post";
    back.hidden = true;
    const current = editionForm.elements.csrfmiddlewaretoken.value;
    const all = [
      ...pairs.filter(([field]) => field !== "csrfmiddlewaretoken"),
      ["csrfmiddlewaretoken", current],
      ["_bring_back", "1"],
    ];
    for (const [field, value] of all) {
      const input = document.createElement("textarea");
      input.name = field;
      input.value = value;
      back.append(input);
    }
    document.body.append(back);
    back.submit();
  };

  const offer = ({ at, pairs }) => {
    kept.hidden = false;
    kept.querySelector("time").textContent = new Date(at).toLocaleString(document.documentElement.lang);
    kept.querySelector("[data-bring-back]").addEventListener("click", () => bringBack(pairs));
    kept.querySelector("[data-forget]").addEventListener("click", () => {
      localStorage.removeItem(name);
      kept.hidden = true;
      watch();
    });
  };

  // The rich text editor writes into its text area without an event that bubbles; looking every two seconds catches everything.
  const watch = () => {
    let last = kept.dataset.broughtBack ? "" : said(fields());
    const first = last;
    const look = () => {
      const pairs = fields();
      const now = said(pairs);
      if (now === last) return;
      last = now;
      if (now === first) localStorage.removeItem(name);
      else write(pairs);
    };
    const timer = setInterval(look, 2000);
    addEventListener("pagehide", look);
    editionForm.addEventListener("submit", (event) => {
      look();
      if (!event.submitter?.hasAttribute("formtarget")) clearInterval(timer);
    });
  };

  const stored = localStorage.getItem(name) && (await read());
  if (stored && !kept.dataset.broughtBack && said(stored.pairs) !== said(fields())) offer(stored);
  else watch();
};

// What the server has saved need not be kept; nor what is older than a month.
const tidy = () => {
  const saved = document.querySelector("meta[name=newsroom-saved]");
  for (const name of saved ? JSON.parse(saved.content) : []) localStorage.removeItem(`${PREFIX}${name}`);
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
    let at = 0;
    try {
      ({ at } = JSON.parse(localStorage.getItem(name)));
    } catch {
      // What cannot be read is as old as can be.
    }
    if (!(Date.now() - at < LONGEST_KEPT)) localStorage.removeItem(name);
  }
};

tidy();
// Until the editor has written its form of the text into the text area, the form would look changed.
if (kept && crypto.subtle) addEventListener("load", () => setTimeout(keep, 700));
