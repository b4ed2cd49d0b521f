// The doors of the staff by keyboard. Enhancements only: without this file everything is reached with Tab.
"use strict";

(() => {
  const main = document.querySelector("main") || document.querySelector("#content");
  if (!main) return;
  const FIELD = "input:not([type=hidden], [type=submit], [type=button], [type=image]), select, textarea";
  const isUsable = (node) =>
    !node.disabled && node.getClientRects().length > 0 && !node.closest("[inert], details:not([open]) > :not(summary)");
  const all = (selector, within = main) => [...within.querySelectorAll(selector)].filter(isUsable);

  // The first field of a part of the page; of a question with an answer, that answer.
  const fieldOf = (part) => {
    const field = all(FIELD, part)[0];
    const others = field && field.type === "radio" ? [...part.querySelectorAll("[type=radio]:checked")] : [];
    return others.find((each) => each.name === field.name) || field;
  };

  // Where the focus belongs when a page opens: what is wrong, what the page names, the next step, the main button.
  const start = () => {
    const step = all("#paso")[0], form = all("form").find((each) => each.querySelector("[data-primary]"));
    return all("[data-focus]")[0] || all("[aria-invalid=true]")[0] || all("[autofocus]")[0]
      || [step, form, main].filter(Boolean).map(fieldOf).find(Boolean)
      || all(".button:not(.button-secondary, .button-quiet)")[0] || all(".verdict .button")[0]
      || all(".button:not(.button-quiet, .check *, .pager *)")[0]
      || all("table a[href], .todo a[href]")[0] || all("a[href]:not(.back)")[0] || all("a[href]")[0] || main;
  };
  const at = document.activeElement, typing = at.form && at.value !== at.defaultValue; // a hand was quicker than this file
  if (!typing && !(location.hash && document.getElementById(location.hash.slice(1)))) start().focus();

  // The next field of the form that is still empty, and the button that saves where none is left.
  const goOn = (from) => {
    const form = from.form, asked = all(FIELD, form);
    const rest = asked.slice(asked.indexOf(from) + 1).filter((field) => field.type !== "radio" || field.name !== from.name);
    const next = rest.find((field) => !form.elements[field.name].value && (field.required || field.type === "radio"));
    const target = next || form.querySelector("[data-primary]");
    if (target) target.focus();
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !field.form) return;
    // Within a question a digit gives the answer of that place and goes on; elsewhere digits are typed.
    if (field.type === "radio" && /^[1-9]$/.test(event.key) && !field.closest("[data-digits]")) {
      const last = all("[type=radio]", field.form).filter((each) => each.name === field.name)[Number(event.key) - 1];
      if (!last) return;
      event.preventDefault();
      last.click();
      goOn(last);
    }
    // A reader ends both lines of a document with Enter; after the second one the next question is asked.
    if (event.key === "Enter" && field.closest(".mrz") && field.value.trim().split(/\s+/).length > 1) {
      event.preventDefault();
      goOn(field);
    }
  });

  // The keys of buttons and links are told as this browser on this machine wants them, and listed below the page.
  const named = document.querySelector("[accesskey]"), label = (named && named.accessKeyLabel) || "";
  const apple = /^(Mac|iP)/.test(navigator.platform);
  const words = label ? label.slice(0, -1).replace(/\+/g, " ").trim() : apple ? "⌃ ⌥" : "Alt";
  document.querySelectorAll("kbd").forEach((key) => { key.textContent = key.textContent.replace(/^Alt\b/, words); });
  const list = document.querySelector("[data-keys-of-page]");
  if (list) document.querySelectorAll("[accesskey]").forEach((node) => {
    if (!isUsable(node) || list.closest("details").contains(node)) return;
    const line = list.appendChild(document.createElement("li")), key = line.appendChild(document.createElement("kbd"));
    key.textContent = `${words} ${node.accessKey.toUpperCase()}`;
    line.append(` ${[...node.childNodes].filter((each) => each.nodeName !== "KBD").map((each) => each.textContent)
      .join("").replace(/\s+/g, " ").trim()}`);
  });

  // Prints without leaving the page, where the browser shows PDFs; else the link opens it. The paper of an act that
  // was just done is printed with the page, once: the server says so until it has given that paper.
  const print = (link) => {
    const shown = document.getElementById(link.dataset.printFrame), frame = shown || document.createElement("iframe");
    if (!shown) {
      frame.className = "visually-hidden";
      frame.title = link.textContent.trim();
      document.body.append(frame);
    }
    frame.addEventListener("load", () => {
      frame.contentWindow.print();
      window.focus();
      const next = all("[data-after-print], [data-key=F2]")[0]; // the way on; at reception the next person is scanned
      if (next) next.focus();
    }, { once: true });
    frame.hidden = false;
    frame.src = link.href;
  };
  if (navigator.pdfViewerEnabled) document.querySelectorAll("[data-print-frame]").forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      print(link);
    });
    if ("atOnce" in link.dataset) print(link);
  });
})();
