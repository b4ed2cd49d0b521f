// The page of a turno: its copy on this phone (copy.js), and the ticks of the list of what to bring. Enhancements only.
"use strict";

// The copy is made by a tap and gone by another. What is kept is named by the reference, which opens nothing.
(() => {
  const place = document.querySelector("[data-copy-of]");
  if (!place || !navigator.serviceWorker || !window.caches) return;
  const page = new URL(".", location.href).href;
  const [reference, until] = place.dataset.copyOf.split("-");
  const [save, remove] = ["[data-copy-save]", "[data-copy-remove]"].map((each) => place.querySelector(each));
  const status = place.querySelector("[role=status]");
  const registered = async () => {
    const registration = await navigator.serviceWorker.getRegistration(page);
    return registration && registration.scope === page ? registration : null;
  };
  const keep = async () => {
    const registration = await navigator.serviceWorker.register(`copia.js?${reference}-${until}`, { scope: page });
    const worker = registration.installing;
    const state = worker ? await new Promise((done) => worker.addEventListener("statechange", () => {
      if (["activated", "redundant"].includes(worker.state)) done(worker.state);
    })) : "activated";
    if (state === "redundant") throw new Error(state);
  };
  const forget = async () => {
    const registration = await registered();
    if (registration) await registration.unregister();
    await caches.delete(`copia-${reference}`);
    localStorage.removeItem(`llevar-${reference}`);
  };
  const show = (kept) => {
    place.hidden = false;
    save.hidden = kept;
    remove.hidden = !kept;
  };

  if (!until) { // nothing more to keep: the visit is over, or the turno cancelled
    forget();
    return;
  }
  registered().then((registration) => {
    show(Boolean(registration));
    const worker = registration && registration.active;
    if (worker && !worker.scriptURL.endsWith(`-${until}`) && navigator.onLine) keep().catch(() => {}); // it was moved
  });
  save.addEventListener("click", async () => {
    save.disabled = true;
    try {
      await keep();
      show(true);
      remove.focus();
      status.textContent = status.dataset.saved;
    } catch {
      status.textContent = status.dataset.failed;
    }
    save.disabled = false;
  });
  remove.addEventListener("click", async () => {
    await forget();
    show(false);
    save.focus();
    status.textContent = status.dataset.removed;
  });
})();

// Each tick is sent at once; without a network it waits on this phone and is sent with the others when there is one, or
// when the page is opened again. Without this file the button sends them.
(() => {
  const form = document.querySelector("[data-ticks]");
  if (!form || !window.localStorage || !window.fetch) return;
  const place = `llevar-${form.dataset.ticks}`;
  const status = form.querySelector("[role=status]");
  const boxes = [...form.querySelectorAll("[type=checkbox]")];
  const read = () => { try { return JSON.parse(localStorage.getItem(place)) || {}; } catch { return {}; } };
  const write = (waiting) => {
    if (Object.keys(waiting).length) localStorage.setItem(place, JSON.stringify(waiting));
    else localStorage.removeItem(place);
  };

  const send = async () => {
    const waiting = read();
    const keys = Object.keys(waiting);
    if (!keys.length) return;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    keys.forEach((key) => data.append(waiting[key] ? "item" : "was", key));
    try {
      const answer = await fetch(form.action, { method: "POST", body: data });
      if (!answer.ok) throw new Error(String(answer.status));
      const now = read(); // what was ticked meanwhile waits for its own sending
      keys.forEach((key) => { if (now[key] === waiting[key]) delete now[key]; });
      write(now);
      status.textContent = status.dataset.saved;
    } catch {
      status.textContent = status.dataset.offline;
    }
  };

  // What waits here is newer than what the page shows; what was ticked before this script had come is newer still.
  const kept = read();
  boxes.forEach((box) => {
    if (box.value in kept && box.checked === box.defaultChecked) box.checked = kept[box.value];
  });
  form.querySelector("[type=submit]").hidden = true;
  form.addEventListener("change", (event) => {
    if (!boxes.includes(event.target)) return;
    write({ ...read(), [event.target.value]: event.target.checked });
    send();
  });
  window.addEventListener("online", send);
  send();
})();
