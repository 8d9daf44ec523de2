"use strict";
const by = (id) => document.getElementById(id);
const sealed = JSON.parse(by("sealed").textContent);
const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
by("print").addEventListener("click", () => window.print());
by("open").addEventListener("submit", async (event) => {
  event.preventDefault();
  by("wrong").textContent = "";
  by("go").disabled = true;
  try {
    const typed = new TextEncoder().encode(by("passphrase").value);
    const base = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(sealed.salt), iterations: sealed.rounds };
    const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(sealed.nonce) }, key, bytes(sealed.text));
    // Whoever made it knew the passphrase and escaped what people typed; the policy runs no script in it.
    by("list").innerHTML = new TextDecoder().decode(plain);
    by("list").hidden = false;
    by("print").hidden = false;
    by("locked").remove();
  } catch (error) {
    by("wrong").textContent = sealed.wrong;
  }
  const go = by("go");
  if (go) go.disabled = false;
});
