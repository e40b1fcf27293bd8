// Passkeys and security keys. Without this script, or where the browser has none, the app's code works.
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials || !window.isSecureContext) return;
  if (/^[\d.]+$|^\[/.test(location.hostname)) return; // passkeys belong to a name, not to a number

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (one) { return one.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function known(list) {
    return (list || []).map(function (one) { return Object.assign({}, one, { id: bytes(one.id) }); });
  }
  function post(address, token, body) {
    return fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body || {}),
    }).then(function (answer) {
      if (!answer.ok) return answer.json().catch(function () { return {}; }).then(function (told) {
        throw new Error(told.error || "");
      });
      return answer.json();
    });
  }
  function make(options) {
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = known(options.excludeCredentials);
    return navigator.credentials.create({ publicKey: options }).then(function (made) {
      return wrapped(made, {
        attestationObject: text(made.response.attestationObject),
        transports: made.response.getTransports ? made.response.getTransports() : [],
      });
    });
  }
  function sign(options) {
    options.challenge = bytes(options.challenge);
    options.allowCredentials = known(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options }).then(function (made) {
      return wrapped(made, {
        authenticatorData: text(made.response.authenticatorData),
        signature: text(made.response.signature),
        userHandle: made.response.userHandle ? text(made.response.userHandle) : null,
      });
    });
  }
  function wrapped(made, response) {
    response.clientDataJSON = text(made.response.clientDataJSON);
    return { id: made.id, rawId: text(made.rawId), type: made.type, response: response };
  }

  document.querySelectorAll("[data-passkey]").forEach(function (box) {
    var button = box.querySelector("button");
    var said = box.querySelector("[data-said]");
    var name = box.querySelector("input");
    box.hidden = false;
    button.addEventListener("click", function () {
      said.textContent = "";
      button.disabled = true;
      post(box.dataset.ask, box.dataset.token)
        .then(box.dataset.passkey === "register" ? make : sign)
        .then(function (credential) {
          return post(box.dataset.send, box.dataset.token, {
            credential: credential, name: name ? name.value : "", next: box.dataset.next || "",
          });
        })
        .then(function (told) { location.assign(told.next); })
        .catch(function (wrong) {
          button.disabled = false;
          said.textContent = wrong.name === "Error" && wrong.message ? wrong.message
            : "That did not work. Try again, or use the code from your app.";
        });
    });
  });
})();
