/**
 * One page is one conversation: what is written and pressed goes to POST /api/turn, in order, and the replies come back
 * as bubbles. Nothing of the conversation is stored in the browser but the conversation's random number, for the tab.
 */

import { element, message, replyBubble } from "./bubbles.js";
import { whyPanel } from "./why.js";

const at = (id) => document.getElementById(id);
const [log, say, picker, status] = [at("log"), at("say"), at("language"), at("status")];
const THEMES = { automatic: "dark", dark: "light", light: "automatic" };
const KEEP = "1:keep"; // the one button that brings the question back, which nobody stored
const asked = new WeakMap(); // bubble -> the text that it answers
const RESTING = status.textContent;
let chat = sessionStorage.getItem("chat") ?? newChat();
let queue = Promise.resolve();
let languages = [];

function newChat() {
  // randomUUID is there on https and on this machine only; the page also works from another one
  const random = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("-");
  sessionStorage.setItem("chat", random);
  return random;
}

// ------------------------------------------------------------------ one turn

/** Turns go out one after another, so that the conversation keeps its order however fast somebody types. */
function take(what, { own = null, pressed = null } = {}) {
  const mine = chat;
  if (own !== null) {
    const bubble = message("mine", "You", own);
    bubble.querySelector(".bubble").dir = "auto";
    add(bubble);
  }
  queue = queue.then(() => (mine === chat ? turn(what, pressed) : undefined));
  return queue;
}

async function turn(what, pressed) {
  const typing = element("li", { class: "bubble typing", "aria-hidden": "true" }, ...[1, 2, 3].map(() => element("i")));
  const anchor = log.lastElementChild;
  add(typing);
  log.setAttribute("aria-busy", "true");
  const mine = chat;
  try {
    const answered = await post({ chat, language_hint: navigator.language, ...what });
    typing.remove();
    if (mine === chat) show(answered, pressed, anchor, what.text);
  } catch (error) {
    typing.remove();
    if (mine === chat) fail(error, () => take(what, { pressed }));
  } finally {
    log.removeAttribute("aria-busy");
  }
}

async function post(body) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch("/api/turn", { method: "POST", headers, body: JSON.stringify(body) });
  const answered = await response.json();
  if (!response.ok) throw new Error(answered.problems.join("\n"));
  return answered;
}

function show(answered, pressed, anchor, text) {
  if (answered.hide) log.replaceChildren();
  const bubbles = answered.replies.map((reply) => replyBubble(reply, act));
  if (text) bubbles.forEach((bubble) => asked.set(bubble, text));
  const [first] = bubbles;
  const inPlace = Boolean(pressed?.isConnected && answered.replies[0]?.replaces);
  if (inPlace) {
    const hadFocus = pressed.contains(document.activeElement);
    if (pressed.nextElementSibling?.matches(".why")) pressed.nextElementSibling.remove();
    pressed.replaceWith(first);
    if (hadFocus) first.focus({ preventScroll: true });
  }
  log.append(...(inPlace ? bubbles.slice(1) : bubbles));
  (bubbles.at(-1) ?? log.lastElementChild)?.after(whyPanel(answered));
  speak(answered);
  const top = inPlace ? first : anchor?.isConnected && anchor.classList.contains("mine") ? anchor : first;
  if (top) log.scrollTop = top.offsetTop - 12;
}

/** The picker and the side from which the conversation runs follow the language of the replies. */
function speak({ language, replies }) {
  if (languages.some((one) => one.code === language)) picker.value = language;
  log.dir = at("composer").dir = replies[0]?.direction ?? "ltr";
  lean();
}

/** An empty field waits on the side of the conversation; what is written decides for itself. */
function lean() {
  say.dir = say.value ? "auto" : log.dir;
}

function fail(error, again) {
  const notice = element("li", { class: "notice", role: "alert" });
  notice.append(element("p", {}, `No answer: ${error.message}`), element("p", {}, "In danger now: 112"));
  const button = element("button", { type: "button", class: "key" }, "Try again");
  button.addEventListener("click", () => {
    notice.remove();
    again();
    say.focus();
  });
  notice.append(button);
  add(notice);
}

function add(item) {
  log.append(item);
  log.scrollTop = log.scrollHeight;
}

// ------------------------------------------------------------------ what a bubble can do

const act = {
  press: (action, pressed) => take(action === KEEP ? { action, about: asked.get(pressed) } : { action }, { pressed }),
  command: (command) => take({ command }, { own: command }),
  position() {
    if (!navigator.geolocation) return noPosition();
    const found = ({ coords }) => take({ place: { lat: coords.latitude, lon: coords.longitude } }, { own: "📍" });
    navigator.geolocation.getCurrentPosition(found, noPosition, { timeout: 15000 });
  },
};

function noPosition() {
  add(element("li", { class: "notice", role: "alert" }, "The browser gave no position. Write the name of a town instead."));
  say.focus();
}

// ------------------------------------------------------------------ the page's own controls

function submit(event) {
  event.preventDefault();
  const text = say.value.trim();
  if (!text) return;
  say.value = "";
  lean();
  take(text.startsWith("/") && /^\/\w+(\s|$)/u.test(text) ? { command: text } : { text }, { own: text });
}

function begin() {
  log.replaceChildren();
  const payload = new URLSearchParams(location.search).get("start");
  take({ command: payload ? `/start ${payload}` : "/start" });
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  at("theme").querySelector("span").textContent = `Colours: ${name}`;
  at("theme").title = `Colours: ${name}`;
  localStorage.setItem("theme", name);
}

function setWhy(shown) {
  document.body.classList.toggle("show-why", shown);
  at("why").checked = shown;
  localStorage.setItem("why", shown ? "on" : "off");
}

async function furnish() {
  const page = await (await fetch("/api/page")).json();
  languages = page.languages;
  picker.replaceChildren(
    ...languages.map(({ code, endonym, direction }) => element("option", { value: code, lang: code, dir: direction }, endonym)),
  );
  for (const { command, label } of page.commands) {
    const button = element("button", { type: "button" }, element("b", {}, command), label);
    button.addEventListener("click", () => {
      at("commands").hidePopover();
      act.command(command);
    });
    at("commands").append(button);
  }
}

/** Until the trained matcher is in, the header says which one answers. */
async function watch() {
  const response = await fetch("/health/ready").catch(() => null);
  const state = response?.ok ? await response.json() : null;
  status.textContent = !state ? "Not connected" : state.trained ? RESTING : `A simpler matcher answers for now (${state.matcher})`;
  if (!state?.trained) setTimeout(watch, 2000);
}

at("composer").addEventListener("submit", submit);
say.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  at("composer").requestSubmit();
});
say.addEventListener("input", lean);
picker.addEventListener("change", () => take({ action: languages.find((one) => one.code === picker.value).action }));
at("why").addEventListener("change", (event) => setWhy(event.target.checked));
at("theme").addEventListener("click", () => setTheme(THEMES[document.documentElement.dataset.theme]));
at("new").addEventListener("click", () => {
  chat = newChat();
  begin();
  say.focus();
});

setTheme(localStorage.getItem("theme") in THEMES ? localStorage.getItem("theme") : "automatic");
setWhy(localStorage.getItem("why") === "on");
await furnish();
begin();
watch();
