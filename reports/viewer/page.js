"use strict";
// What pages have in common. Whatever a target said gets into a page as text nodes alone, with what cannot be seen, or would
// turn the text around, written out.
const page = (() => {
  const by = (id) => document.getElementById(id);
  const make = (name, options = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(options)) {
      if (key === "on") for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
      else element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
  const written = { "\r": "\\r", "\t": "\\t", "\n": "\\n" };
  const escaped = (character) => {
    const code = character.charCodeAt(0);
    return written[character] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`);
  };
  // As text; of bytes everything beyond ASCII is written out too.
  const shown = (value, { bytes = false, lines = false } = {}) => {
    const fragment = document.createDocumentFragment();
    let plain = "";
    const flush = () => {
      if (plain !== "") fragment.append(plain);
      plain = "";
    };
    for (const character of value) {
      const line = lines && character === "\n";
      if (!line && (hidden.test(character) || character === "\n" || character === "\t" || (bytes && character > "~"))) {
        flush();
        fragment.append(make("span", { class: "escape" }, escaped(character)));
      } else {
        plain += character;
      }
    }
    flush();
    return fragment;
  };
  // A head, line by line: the CRLF at the end of each is what is expected, anything else is written out.
  const head = (value) => shown(value.replaceAll("\r\n", "\n").replace(/\n+$/, ""), { bytes: true, lines: true });

  const copyButton = (value) =>
    make("button", { type: "button", on: { click: async (event) => {
      const button = event.currentTarget;
      try {
        await navigator.clipboard.writeText(value);
      } catch {
        const area = make("textarea", {}, value);
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
        button.focus();
      }
      button.textContent = "Copied";
    } } }, "Copy");

  const rows = (pairs) => {
    const list = make("dl");
    for (const [name, value] of pairs) if (value !== null) list.append(make("dt", {}, name), make("dd", {}, value));
    return list;
  };

  by("theme").addEventListener("click", () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
    document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
  });
  // What there is with scripts alone.
  for (const part of document.querySelectorAll("[data-live]")) part.hidden = false;
  return { by, make, shown, head, copyButton, rows };
})();
