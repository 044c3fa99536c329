// The page of an edition works without this file. It says who else has the form open, counts characters, and keeps unsaved text.
"use strict";

const form = document.getElementById("edition_form");

// Lengths: how much room a text has, beside its input.

for (const input of form?.querySelectorAll("[data-room]") ?? []) {
  const room = Number(input.dataset.room);
  const line = document.createElement("div");
  const meter = document.createElement("meter");
  const words = document.createElement("span");
  line.className = "length";
  Object.assign(meter, { min: 0, max: room * 1.5, high: room, optimum: 0 });
  meter.setAttribute("aria-hidden", "true");
  words.id = `${input.id}_length`;
  line.append(meter, words);
  input.after(line);
  input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), words.id].filter(Boolean).join(" "));
  const show = () => {
    const used = [...input.value.trim()].length;
    meter.value = used;
    line.classList.toggle("over", used > room);
    words.textContent = `${used} / ${room}`;
  };
  input.addEventListener("input", show);
  show();
}

// Presence: the page tells every half minute that it is open, and hears who else is there.

const presence = document.getElementById("presence");

if (presence) {
  const list = presence.querySelector("ul");
  const body = (extra = {}) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("version", form.elements.version?.value ?? "");
    for (const [name, value] of Object.entries(extra)) data.set(name, value);
    return data;
  };
  const ask = async () => {
    if (document.hidden) return;
    let answer;
    try {
      answer = await fetch(presence.dataset.url, { method: "POST", body: body() });
      if (!answer.ok || answer.redirected) return;
      answer = await answer.json();
    } catch {
      return; // the next question may be answered
    }
    const before = [...list.children].map((item) => item.textContent).join();
    if (before === answer.sentences.join()) return;
    list.replaceChildren(
      ...answer.sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })),
    );
    presence.hidden = answer.sentences.length === 0;
  };
  setInterval(ask, 30_000);
  document.addEventListener("visibilitychange", ask);
  addEventListener("pagehide", () => navigator.sendBeacon(presence.dataset.url, body({ leave: "1" })));
}
