// The agencies of a province, taken from the list of all that the page has (S26): nothing is asked of the server.
// Where a province has one alone, that is said and not asked, as the server does it (choice.html). An enhancement:
// without this file the whole list stands there, in groups.
"use strict";

(() => {
  const part = document.getElementById("agency-field"), province = document.getElementById("id_province");
  if (!part || !province) return;
  const kept = part.querySelector("template");
  const whole = kept ? kept.content : document.createRange().createContextualFragment(part.innerHTML);

  const made = (name, properties, ...inside) => {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...inside);
    return node;
  };

  const say = (label, option, name) => [
    made("input", { type: "hidden", name, value: option.value }),
    made("p", { className: "said" }, made("span", { className: "said-label" }, label), " ", made("strong", {}, option.text)),
  ];

  province.addEventListener("change", () => {
    const fresh = whole.cloneNode(true), select = fresh.querySelector("select");
    const chosen = province.value && province.selectedOptions[0].text;
    const before = part.querySelector("select");
    for (const group of chosen ? [...select.querySelectorAll("optgroup")] : []) if (group.label !== chosen) group.remove();
    const left = select.querySelectorAll("optgroup option");
    if (chosen && left.length === 1) part.replaceChildren(...say(fresh.querySelector("label").textContent, left[0], select.name));
    else {
      const same = [...select.options].find((option) => before && option.value === before.value);
      if (same) same.selected = true;
      part.replaceChildren(fresh);
    }
  });
})();
