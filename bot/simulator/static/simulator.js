// Keeps the phone on the page up to date and sends without a reload. The page works without it.
"use strict";

(() => {
  const POLL_MS = 1000;
  const SLOW_MS = 5000;
  const handset = document.querySelector("[data-poll]");
  if (!handset) return;
  document.documentElement.classList.add("scripted");

  const screen = handset.querySelector(".handset__screen");
  const texts = handset.querySelector(".texts");
  const hello = handset.querySelector(".hello");
  const answering = handset.querySelector(".answering");
  const news = document.getElementById("news");
  const form = document.getElementById("write");
  const field = document.getElementById("text");
  const wrong = document.getElementById("write-wrong");
  let timer = 0;
  let asked = 0;
  let shown = 0;

  const atEnd = () => screen.scrollHeight - screen.scrollTop - screen.clientHeight < 80;
  const toEnd = () => { screen.scrollTop = screen.scrollHeight; };

  const element = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    return holder.content.firstElementChild;
  };

  // Only what is new is added, so that a screen reader and a selection are left in peace.
  const show = (state, turn) => {
    if (turn < shown) return;
    shown = turn;
    const follow = atEnd();
    const arrived = [];
    for (const [place, message] of state.messages.entries()) {
      const old = document.getElementById(message.id);
      if (old && old.dataset.version === message.version) continue;
      const fresh = element(message.html);
      if (old) {
        old.replaceWith(fresh);
      } else {
        texts.insertBefore(fresh, texts.children[place] || null);
        if (message.from === "signpost") arrived.push(message.text);
      }
    }
    hello.hidden = state.messages.length > 0;
    answering.hidden = !state.answering;
    if (arrived.length) news.textContent = `Signpost: ${arrived.join(" ")}`;
    if (follow) toEnd();
  };

  const ask = async (address, options) => {
    const turn = ++asked;
    const answer = await fetch(address, {
      ...options,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
    });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    show(await answer.json(), turn);
  };

  const poll = async () => {
    window.clearTimeout(timer);
    let next = POLL_MS;
    try {
      if (!document.hidden) await ask(handset.dataset.poll);
    } catch {
      next = SLOW_MS; // the service is away: ask less often until it is back
    }
    timer = window.setTimeout(poll, next);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const written = new FormData(form, event.submitter);
    wrong.hidden = true;
    field.value = "";
    field.focus();
    try {
      await ask(form.action, { method: "POST", body: written });
      toEnd();
    } catch {
      if (!field.value) field.value = written.get("text");
      wrong.textContent = "Your text was not sent. Try again, or reload the page.";
      wrong.hidden = false;
    }
  });

  // Enter sends, as on a phone; Shift and Enter makes a new line.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button"));
    }
  });

  for (const tip of document.querySelectorAll("[data-fill]")) {
    tip.addEventListener("click", () => {
      field.value = tip.dataset.fill;
      field.focus();
    });
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
  // On a narrow page the phones are a row: the open one must be in sight.
  const row = document.querySelector(".phones__list");
  const current = row.querySelector("[aria-current]");
  if (current) row.scrollLeft = current.offsetLeft - row.offsetLeft - 8;

  toEnd();
  poll();
})();
