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
      || all(".button:not(.button-secondary, .button-quiet)")[0] || all(".button")[0]
      || all("table a[href], .todo a[href]")[0] || all("a[href]:not(.back)")[0] || all("a[href]")[0] || main;
  };
  if (!(location.hash && document.getElementById(location.hash.slice(1)))) start().focus();

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
