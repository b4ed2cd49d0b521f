// Parts of a page that are asked for anew. Enhancements only: without this file a form is sent and a page loaded again.
//   data-renew="ADDRESS" data-seconds="10"   every so many seconds; the answer 204 says that nothing has changed
//   data-depends="ADDRESS" data-part="ID"    when a field within changes: that part depends on it (data-method="post")
// What bears the part's id in the answer takes its place; an answer without it is its new content.
"use strict";

(() => {
  const ask = async (address, options) => {
    const answer = await fetch(address, { ...options, headers: { "X-Part": "1" } });
    return answer.ok && answer.status !== 204 ? answer : null;
  };

  // Put an answer into the page and return what stands there now; the focus stays where it was.
  const put = async (part, answer) => {
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = part.contains(document.activeElement) && document.activeElement.id;
    const fresh = part.id && made.getElementById(part.id);
    if (fresh) part.replaceWith(fresh);
    else part.replaceChildren(...made.body.childNodes);
    const field = focused && document.getElementById(focused);
    if (field) field.focus();
    document.dispatchEvent(new Event("renewed"));
    return fresh || part;
  };

  const renew = (part) => {
    if (!part.dataset.renew) return;
    setTimeout(async () => {
      if (!part.isConnected) return;
      let next = part;
      try {
        const answer = await ask(part.dataset.renew);
        if (answer && answer.redirected) return; // the session has ended: another page is no part of this one
        if (answer) next = await put(part, answer);
      } catch { /* without a network it is asked again the next time */ }
      renew(next);
    }, Number(part.dataset.seconds) * 1000);
  };
  document.querySelectorAll("[data-renew]").forEach(renew);

  let asked = new AbortController();
  document.addEventListener("change", async (event) => {
    const choice = event.target.closest("[data-depends]");
    if (!choice) return;
    asked.abort(); // only the last answer counts
    const mine = asked = new AbortController();
    const part = document.getElementById(choice.dataset.part), typed = new FormData(event.target.form);
    const options = { signal: mine.signal };
    let address = choice.dataset.depends;
    if (choice.dataset.method === "post") {
      Object.assign(options, { method: "POST", body: typed });
    } else {
      typed.delete("csrfmiddlewaretoken");
      address += `?${new URLSearchParams(typed)}`;
      part.inert = true; // what it offers belongs to the former choice
    }
    try {
      const answer = await ask(address, options);
      if (answer && !answer.redirected) await put(part, answer);
      else if (answer && !options.body) location.assign(answer.url); // the whole page is another one now
    } catch { /* the form works without it */ }
    if (mine === asked) part.inert = false;
  });
})();
