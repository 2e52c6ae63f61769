// Passkeys: a form with data-passkey="get|create" asks the browser before it is sent. Nothing else on these pages needs script.
(function () {
  "use strict";

  function bytes(text) {
    const plain = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(plain + "=".repeat((4 - (plain.length % 4)) % 4)), (sign) => sign.charCodeAt(0));
  }

  function text(buffer) {
    if (!buffer) return null;
    let plain = "";
    new Uint8Array(buffer).forEach((byte) => { plain += String.fromCharCode(byte); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function opened(options) {
    const key = { ...options, challenge: bytes(options.challenge) };
    if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
    for (const name of ["allowCredentials", "excludeCredentials"]) {
      if (key[name]) key[name] = key[name].map((known) => ({ ...known, id: bytes(known.id) }));
      if (key[name] === null) delete key[name];
    }
    return { publicKey: key };
  }

  function told(credential) {
    const answer = credential.response;
    const response = { clientDataJSON: text(answer.clientDataJSON) };
    if (answer.attestationObject) {
      response.attestationObject = text(answer.attestationObject);
      response.transports = answer.getTransports ? answer.getTransports() : [];
    } else {
      response.authenticatorData = text(answer.authenticatorData);
      response.signature = text(answer.signature);
      response.userHandle = text(answer.userHandle);
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment || null,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    };
  }

  async function ask(form) {
    const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("options");
    const options = opened((await answer.json()).publicKey);
    const kind = form.dataset.passkey;
    return told(await navigator.credentials[kind](options));
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      const field = form.querySelector("[name=credential]");
      if (field.value) return;
      event.preventDefault();
      const failure = form.querySelector("[data-passkey-error]");
      const button = form.querySelector("button");
      failure.hidden = true;
      button.disabled = true;
      try {
        field.value = JSON.stringify(await ask(form));
        form.submit();
      } catch (error) {
        failure.textContent = form.dataset.failed;
        failure.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
