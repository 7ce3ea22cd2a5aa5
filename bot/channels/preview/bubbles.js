/**
 * What stands in a bubble: a reply's HTML through an allow-list, its buttons, its commands.
 * Text is only ever put in as text. Knows nothing of the server: pressing calls what it is handed.
 */

const PLAIN = new Set(["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "blockquote"]);
const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);
const COMMAND = /(^|[\s(])(\/[a-z]{2,32})(?=$|[\s.,;:)!?])/gu;

/** @param {string} name @param {Record<string, string>} attributes @param {...(Node|string)} children */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A message of either side. `who` is read out before it. */
export function message(side, who, body) {
  const bubble = element("div", { class: "bubble" });
  bubble.append(body);
  return element("li", { class: `message ${side}` }, element("span", { class: "unseen" }, `${who}: `), bubble);
}

/** @param {{html: string, language: string, direction: string, buttons: object[][], ask_position: string|null}} reply */
export function replyBubble(reply, act) {
  const item = message("theirs", "Infopoint", safe(reply.html, act));
  item.lang = reply.language;
  item.dir = reply.direction;
  item.tabIndex = -1;
  const keys = element("div", { class: "keys" });
  for (const row of reply.buttons) {
    keys.append(element("div", { class: "row" }, ...row.map((button) => key(button, item, act))));
  }
  if (reply.ask_position) {
    const ask = element("button", { type: "button", class: "key position" }, reply.ask_position);
    ask.addEventListener("click", () => act.position());
    keys.append(ask);
  }
  if (keys.hasChildNodes()) item.append(keys);
  return item;
}

function key(button, item, act) {
  if (button.action === undefined) return link(button.url ?? `tel:${button.phone}`, "key", button.label);
  const made = element("button", { type: "button", class: "key", dir: "auto", "data-action": button.action }, button.label);
  made.addEventListener("click", () => act.press(button.action, item));
  return made;
}

function link(address, style, ...children) {
  const url = URL.parse ? URL.parse(address) : tryUrl(address);
  if (!url || !SCHEMES.has(url.protocol)) return element("span", {}, ...children);
  return element("a", { class: style, dir: "auto", href: url.href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function tryUrl(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** Telegram's HTML as nodes: known tags are made anew without attributes, unknown ones leave their text. */
function safe(html, act) {
  const parsed = new DOMParser().parseFromString(html, "text/html"); // inert: nothing loads, nothing runs
  const whole = document.createDocumentFragment();
  whole.append(...copies(parsed.body, act));
  return whole;
}

function copies(parent, act) {
  return [...parent.childNodes].flatMap((node) => copy(node, act));
}

function copy(node, act) {
  if (node.nodeType === Node.TEXT_NODE) return withCommands(node.data, act);
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const name = node.localName;
  if (name === "script" || name === "style" || name === "template") return [];
  if (name === "a") return [link(node.getAttribute("href") ?? "", "", ...[...node.childNodes].map((one) => one.textContent))];
  if (name === "tg-spoiler" || (name === "span" && node.className === "tg-spoiler")) return [spoiler(copies(node, act))];
  return PLAIN.has(name) ? [element(name, {}, ...copies(node, act))] : copies(node, act);
}

/** Covered until it is touched, or opened with the keyboard. */
function spoiler(children) {
  const cover = element("span", { class: "spoiler", role: "button", tabindex: "0", "aria-expanded": "false" });
  cover.setAttribute("aria-label", "Covered text: press to read");
  cover.append(...children);
  const open = () => {
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
    cover.setAttribute("aria-expanded", "true");
  };
  cover.addEventListener("click", open);
  cover.addEventListener("keydown", (event) => event.key === "Enter" && open());
  return cover;
}

/** Commands inside a text can be pressed, as on the phone. */
function withCommands(text, act) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(COMMAND)) {
    const start = found.index + found[1].length;
    const button = element("button", { type: "button", class: "slash" }, found[2]);
    button.addEventListener("click", () => act.command(found[2]));
    parts.push(text.slice(end, start), button);
    end = start + found[2].length;
  }
  return [...parts, text.slice(end)];
}
