/**
 * Why Infopoint answered as it did, for staff: what happened, the intents that were weighed, triage, language.
 * Always made, shown by the switch, so that switching explains the turns that went before.
 */

import { element } from "./bubbles.js";

const SHOWN = 3; // candidates at once; the others open on request

/** @param {{decision: object, events: object[]}} turn */
export function whyPanel(turn) {
  const { decision, events } = turn;
  const panel = element("li", { class: "why", lang: "en", dir: "ltr" });
  panel.append(element("h2", {}, `Why: ${events.map(eventInWords).join(", ") || "nothing happened"}`));
  if (decision.kind === null) return panel;
  panel.append(...matches("Matched", decision));
  if (decision.second) panel.append(...matches("Also asked", decision.second));
  panel.append(triage(decision.triage), language(decision));
  return panel;
}

function eventInWords(event) {
  return [event.name.replaceAll("_", " "), event.intent, event.detail].filter(Boolean).join(" · ");
}

function matches(title, decision) {
  const rows = decision.candidates.map(({ intent, case: part, confidence, phrase }) => {
    const row = element("li", { class: "match" });
    const percent = `${Math.round(confidence * 100)} %`;
    row.append(element("strong", {}, part ? `${intent}:${part}` : intent));
    row.append(element("meter", { min: "0", max: "1", value: String(confidence), "aria-hidden": "true" }));
    row.append(element("span", { "data-confidence": String(confidence) }, percent));
    if (phrase) row.append(element("q", { dir: "auto" }, phrase));
    return row;
  });
  const found = [element("p", {}, `${title}: ${decision.kind}`), element("ol", {}, ...rows.slice(0, SHOWN))];
  if (rows.length <= SHOWN) return found;
  const others = element("ol", {}, ...rows.slice(SHOWN));
  return [...found, element("details", {}, element("summary", {}, `${rows.length - SHOWN} more`), others)];
}

function triage(found) {
  if (found.level === "none") return element("p", {}, "Triage: no danger seen");
  const name = found.case ? `${found.intent}:${found.case}` : found.intent;
  const percent = Math.round(found.confidence * 100);
  const line = element("p", { class: "danger" }, `Triage: ${found.level} · ${name} · ${percent} % · `);
  line.append(element("bdi", {}, found.why));
  return line;
}

function language({ language: guess, elsewhere }) {
  const told = guess?.language ? `${guess.language}, ${guess.sure ? "sure" : "not sure"}` : "not told";
  const romanised = guess?.romanised ? ", in Latin letters" : "";
  return element("p", {}, `Language: ${told}${romanised}${elsewhere ? ` · asks about ${elsewhere}` : ""}`);
}
