// Hides the page when nobody has used it for 15 minutes; the server asks for the PIN by then anyway.
// What was typed stays in the page behind, and goes on when the PIN is right.
(function () {
  "use strict";
  var IDLE = 15 * 60 * 1000;
  var lock = document.body.dataset.lock;
  if (!lock) return;
  var last = Date.now();
  var cover = null;
  var before = null;

  function used() { if (!cover) last = Date.now(); }
  ["keydown", "pointerdown", "scroll", "input"].forEach(function (kind) {
    document.addEventListener(kind, used, { passive: true, capture: true });
  });

  function hide() {
    if (cover) return;
    cover = document.createElement("div");
    cover.className = "staff-cover";
    cover.setAttribute("role", "main");
    cover.setAttribute("aria-labelledby", "cover-title");
    var title = document.createElement("h1");
    title.id = "cover-title";
    title.className = "nhsuk-heading-l";
    title.textContent = "The screen is locked";
    var words = document.createElement("p");
    words.textContent = "What you typed is still here. Open the lock in a new tab with your PIN, then come back.";
    var link = document.createElement("a");
    link.href = lock;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Enter your PIN";
    cover.append(title, words, link);
    before = { focus: document.activeElement, top: window.scrollY, title: document.title };
    document.title = "Locked - Signpost";
    document.body.classList.add("staff-locked");
    document.body.append(cover);
    link.focus();
  }

  function show() {
    if (!cover) return;
    fetch(lock, { method: "GET", redirect: "follow", credentials: "same-origin" }).then(function (answer) {
      // An open session is sent on from the lock page; a locked one stays on it.
      if (answer.ok && answer.redirected && new URL(answer.url).pathname === "/console") {
        cover.remove();
        cover = null;
        last = Date.now();
        document.title = before.title;
        document.body.classList.remove("staff-locked");
        if (before.focus) before.focus.focus();
        window.scrollTo(0, before.top);
      }
    }).catch(function () {});
  }

  window.addEventListener("focus", show);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) show(); });
  setInterval(function () { if (Date.now() - last >= IDLE) hide(); }, 5000);
})();
