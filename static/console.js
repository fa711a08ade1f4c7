// Small helps on top of pages that work without. No inline handlers: the policy forbids them.
"use strict";

// Filters answer at once.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// On a phone the menu is a strip: show where one is.
const here = document.querySelector(".nav [aria-current]");
if (here) here.closest(".nav").scrollLeft = here.offsetLeft - 60;

// Copy buttons.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 1500);
});

// Ask before what is hard to undo.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});

// Dropping files on a form that takes them.
for (const zone of document.querySelectorAll(".drop")) {
  const input = zone.querySelector("input[type=file]");
  const over = (on) => (event) => { event.preventDefault(); zone.classList.toggle("over", on); };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    input.files = event.dataTransfer.files;
    zone.querySelector("select").focus(); // where they will stand decides the grade
  });
}
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) {
      button.disabled = true;
      button.textContent = form.dataset.busy;
    }
  });
}

// Live scans: the server answers briefly and the browser comes back by itself.
const live = document.querySelector("[data-live]");
if (live) {
  const feed = new EventSource(live.dataset.live);
  const list = live.querySelector("[data-live-list]");
  const state = live.querySelector(".pulse");
  feed.addEventListener("scans", (event) => {
    const { total, html } = JSON.parse(event.data);
    for (const place of document.querySelectorAll("[data-live-total]")) place.textContent = total;
    live.querySelector("[data-live-empty]")?.remove();
    // The server rendered and escaped these rows.
    const rows = document.createElement("template");
    rows.innerHTML = html;
    for (const row of rows.content.children) row.classList.add("fresh");
    list.prepend(rows.content);
    while (list.children.length > 12) list.lastElementChild.remove();
  });
  let late;
  const alive = () => {
    state?.classList.remove("off");
    clearTimeout(late);
    late = setTimeout(() => state?.classList.add("off"), 8000);
  };
  feed.addEventListener("open", alive);
  alive();
}

// A page about work in progress looks again by itself.
const again = document.querySelector("[data-reload]");
if (again) setTimeout(() => window.location.reload(), Number(again.dataset.reload));

// A choice other than the usual one opens the fields it needs.
for (const choice of document.querySelectorAll("[data-opens-when]")) {
  choice.addEventListener("change", () => {
    const more = choice.form.querySelector("[data-opens]");
    if (choice.value !== choice.dataset.opensWhen) more.open = true;
  });
}

// A look that is tried: the picture follows at once, the grade when the hand rests.
const look = document.querySelector("form[data-look]");
if (look) {
  const places = { picture: 80, grade: 450 };
  const waiting = {}, asking = {};
  const ask = async (part) => {
    asking[part]?.abort();
    asking[part] = new AbortController();
    const place = document.querySelector(`[data-look-${part}]`);
    const form = new FormData(look);
    form.delete("logo_file");
    place.classList.add("busy");
    try {
      const answer = await fetch(look.dataset.look + part, { method: "POST", body: form, signal: asking[part].signal });
      // The server rendered and escaped this piece.
      if (answer.ok) place.innerHTML = await answer.text();
      place.classList.remove("busy");
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  const change = () => {
    for (const [part, pause] of Object.entries(places)) {
      clearTimeout(waiting[part]);
      waiting[part] = setTimeout(ask, pause, part);
    }
  };
  look.addEventListener("input", (event) => {
    const shown = event.target.closest("label")?.querySelector("[data-value]");
    if (shown) shown.textContent = event.target.value;
    change();
  });
  setTimeout(ask, 0, "grade");
}

// Passkeys: the server's offer becomes bytes, the answer of the device text again.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
async function passkey(form) {
  const options = await ours(form.dataset.offer, new FormData(form));
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const known of options.excludeCredentials ?? []) known.id = bytes(known.id);
  const made = await navigator.credentials[form.dataset.passkey]({ publicKey: options });
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (made.response[name]) response[name] = text(made.response[name]);
  const body = new FormData(form);
  body.delete("password");
  body.set("answer", JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response }));
  const to = new URL((await ours(form.action, body)).to, window.location);
  if (to.pathname !== window.location.pathname) return window.location.assign(to);
  window.history.replaceState(null, "", to);
  window.location.reload();
}
async function ours(address, body) {
  const answer = await fetch(address, { method: "POST", body });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.problem);
  return told;
}
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const around = form.closest("main");
  const none = around.querySelector("[data-passkey-none]");
  if (none) none.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = around.querySelector("[data-passkey-problem]");
    problem.hidden = true;
    try {
      await passkey(form);
    } catch (error) {
      if (error.name === "NotAllowedError") return;  // the person closed the device's window
      problem.textContent = error.message;
      problem.hidden = false;
    }
  });
}
