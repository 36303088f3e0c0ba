// Asks the browser for a passkey. Without this script, or without passkeys in the browser, the page
// keeps saying that an authenticator app is the way; allauth's own script does the ceremony.
for (const place of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const button = place.querySelector("button");
  const act = place.dataset.passkey;
  window.allauth.webauthn.forms[`${act}Form`]({
    ids: { [act]: button.id, credential: place.dataset.credential, data: "passkey-options" },
  });
  place.querySelector("[data-without]").hidden = true;
  button.hidden = false;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    place.querySelector("[role=alert]").hidden = false;
  });
}
