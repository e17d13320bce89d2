"use strict";
// What can be done to a statement, all of which stands in the page.
(() => {
  const { by, copyButton } = page;
  const rules = [...document.querySelectorAll(".rule")];
  const foldable = [...document.querySelectorAll("details")];

  for (const command of document.querySelectorAll(".command")) command.append(copyButton(command.textContent));

  const show = (standing) => {
    for (const rule of rules) rule.classList.toggle("left-out", standing !== "" && !rule.classList.contains(standing));
    for (const section of document.querySelectorAll("main > section:not(#elsewhere)"))
      section.classList.toggle("left-out", section.querySelector(".rule:not(.left-out)") === null);
    by("count").textContent = `${rules.filter((rule) => !rule.classList.contains("left-out")).length} of ${rules.length} rules`;
  };
  by("filter").addEventListener("change", (event) => show(event.target.value));
  // A browser that goes back to the page may keep what was chosen.
  show(document.querySelector("#filter input:checked").value);

  by("unfold").addEventListener("click", () => {
    const open = foldable.some((part) => !part.open);
    for (const part of foldable) part.open = open;
    by("unfold").textContent = open ? "Fold all" : "Unfold all";
  });

  // A link to a rule leads to it whatever is left out.
  const follow = () => {
    if (!rules.some((rule) => `#${rule.id}` === location.hash && rule.classList.contains("left-out"))) return;
    document.querySelector("#filter input").checked = true;
    show("");
    by(location.hash.slice(1)).scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();

  // On paper nothing is folded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = foldable.filter((part) => !part.open);
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
  });
})();
