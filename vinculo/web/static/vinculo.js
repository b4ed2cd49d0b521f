// Enhancements only: every page works without this file.
"use strict";

(() => {
  // A form is sent once. Coming back to the page (also from the cache) gives the buttons back.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.target === "_blank" || form.hasAttribute("data-repeatable")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // After the browser has collected the data: a disabled button would not be sent with it.
    setTimeout(() => form.querySelectorAll("[type=submit]").forEach((button) => { button.disabled = true; }), 0);
  });

  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[type=submit]").forEach((button) => { button.disabled = false; });
    });
  });

  // What was typed or chosen before the scripts had come is told to them: on a slow line a hand is quicker.
  const isTouched = (field) => field.options
    ? field.value !== (field.querySelector("[selected]") || field.options[0] || field).value
    : field.matches("[type=radio], [type=checkbox]") ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  document.addEventListener("DOMContentLoaded", () => {
    const touched = [...document.querySelectorAll("form :is(input, select, textarea)")].filter(isTouched);
    touched.forEach((field) => field.dispatchEvent(new Event("change", { bubbles: true })));
  });

  // A page that says how long to wait says when the wait is over.
  document.querySelectorAll("[data-wait]").forEach((notice) => {
    setTimeout(() => {
      notice.querySelectorAll("[data-wait-over]").forEach((line) => { line.hidden = false; });
    }, Number(notice.dataset.wait) * 1000);
  });

  // At the desk: leaving a form that was changed and not sent is asked first. What was saved is on the server anyway;
  // a search has nothing to lose. A form that came back with errors holds what was typed, so it counts as changed.
  if (document.body.classList.contains("desk")) {
    const changed = new Set();
    const add = (form) => {
      if (!form || form.method !== "post" || form.matches("[role=search]")) return;
      if (!form.querySelector("[type=password]")) changed.add(form);
    };
    document.querySelectorAll(".field-wrong").forEach((field) => add(field.closest("form")));
    const note = (event) => add(event.target.form);
    document.addEventListener("input", note);
    document.addEventListener("change", note);
    document.addEventListener("submit", (event) => { if (!event.defaultPrevented) changed.delete(event.target); });
    window.addEventListener("beforeunload", (event) => {
      if ([...changed].some((form) => form.isConnected)) event.preventDefault();
    });
  }

  // Ctrl+Enter sends the form that has the focus.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.form) return;
    const form = event.target.form;
    const button = form.querySelector("[data-primary]") || form.querySelector("[type=submit]");
    if (button && !button.disabled) form.requestSubmit(button);
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // What a link leads to is unfolded by browsers that do not do it themselves; what is folded is printed open.
  const unfold = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const fold = target && target.closest("details.fold");
    if (fold && !fold.open) {
      fold.open = true;
      target.scrollIntoView();
    }
  };
  window.addEventListener("hashchange", unfold);
  unfold();
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details.fold:not([open])")];
    folded.forEach((fold) => { fold.open = true; });
  });
  window.addEventListener("afterprint", () => folded.forEach((fold) => { fold.open = false; }));

  // Copies the address of the page; only where the browser can.
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(location.href.split("#")[0]);
      document.getElementById(button.dataset.copy).textContent = button.dataset.copied;
    });
  });

  // A dialog that the page already shows becomes a modal one.
  document.querySelectorAll("dialog[open][data-modal]").forEach((dialog) => {
    dialog.removeAttribute("open");
    dialog.showModal();
  });

  // Changing the language keeps what is typed and not sent yet: in this tab alone, until the page is there again.
  const typed = () => [...document.querySelectorAll("main form[method=post]")].flatMap((form, place) =>
    [...form.elements].filter((field) => field.name && !["hidden", "password", "file"].includes(field.type))
      .map((field) => ({ place, name: field.name, option: field.value, on: field.checked })));
  document.querySelectorAll(".languages a").forEach((link) => link.addEventListener("click", () => {
    sessionStorage.setItem("typed", JSON.stringify({ page: link.pathname, fields: typed() }));
  }));
  const kept = JSON.parse(sessionStorage.getItem("typed") || "null");
  sessionStorage.removeItem("typed");
  if (kept && kept.page === location.pathname) {
    const forms = document.querySelectorAll("main form[method=post]");
    kept.fields.forEach(({ place, name, option, on }) => {
      [...(forms[place] ? forms[place].elements : [])].filter((field) => field.name === name).forEach((field) => {
        if (!["radio", "checkbox"].includes(field.type)) field.value = option;
        else if (field.value === option) field.checked = on;
      });
    });
  }

  // The copy of a turno on this phone (copy.js) goes once its day has passed, whatever page of ours is opened.
  if (navigator.serviceWorker) navigator.serviceWorker.getRegistrations().then((all) => all.forEach((each) => {
    const [, name, until] = ((each.active || {}).scriptURL || "").match(/\?(\w+)-(\d+)$/) || [];
    if (!(until * 1000 < Date.now())) return;
    each.unregister();
    caches.delete(`copia-${name}`);
    localStorage.removeItem(`llevar-${name}`);
  }), () => {});

  const errors = document.querySelector("[data-focus]");
  if (errors) errors.focus();
})();
