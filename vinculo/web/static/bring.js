// The ticks of the list of what to bring: each is sent at once; without a network it waits on this phone and is sent
// with the others when the page is opened again. Without this file the button sends them.
"use strict";

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

  // What waits here is newer than what the page shows.
  const kept = read();
  boxes.forEach((box) => { if (box.value in kept) box.checked = kept[box.value]; });
  form.querySelector("[type=submit]").hidden = true;
  form.addEventListener("change", (event) => {
    if (!boxes.includes(event.target)) return;
    write({ ...read(), [event.target.value]: event.target.checked });
    send();
  });
  window.addEventListener("online", send);
  send();
})();
