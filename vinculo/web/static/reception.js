// Reception by keyboard. Enhancements only: without this file everything is reached with Tab.
"use strict";

(() => {
  const scan = document.querySelector("[data-key=F2]");
  const isText = (node) => node.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])");

  // A function key goes to what bears its name: a field gets the focus, a link, button or box is pressed.
  const go = (target) => {
    if (target === scan) target.select();
    if (target.matches("a, button, [type=checkbox]")) target.click();
    if (!target.matches("a, button")) target.focus();
  };

  // Within the groups a digit ticks the box of that number, a letter the one that bears it.
  const tick = (group, key) => {
    const boxes = [...group.querySelectorAll("[type=checkbox]")];
    const lettered = boxes.find((box) => box.dataset.letter === key.toLowerCase());
    const box = lettered || boxes.filter((each) => !each.dataset.letter)[Number(key) - 1];
    if (!box) return false;
    box.focus();
    box.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (target) {
      event.preventDefault();
      go(target);
      return;
    }
    if (event.key === "F4") {
      const box = document.querySelector("[data-digits] [type=checkbox]");
      if (!box) return;
      event.preventDefault();
      box.focus();
      return;
    }
    if (event.key.length !== 1 || event.key === " " || isText(event.target)) return;
    const group = event.target.closest("[data-digits]");
    if (group && tick(group, event.key)) {
      event.preventDefault();
      return;
    }
    // What a reader types goes into its field, wherever the focus was left.
    if (scan) {
      scan.value = "";
      scan.focus();
    }
  });
})();
