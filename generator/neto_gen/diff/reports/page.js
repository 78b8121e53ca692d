"use strict";
const field = (id) => document.getElementById(id);
const facts = [...document.querySelectorAll("li.fact")];
const words = new Map([...document.querySelectorAll("section")].map(
  (section) => [section.dataset.group, section.querySelector("h2").textContent]));
function group() {
  const byOperation = field("group").value === "operation";
  const groups = new Map();
  for (const fact of facts) {
    const key = byOperation ? fact.dataset.title : fact.dataset.worst;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(fact);
  }
  field("facts").replaceChildren(...[...groups].map(([key, several]) => {
    const section = document.createElement("section");
    const heading = document.createElement("h2");
    const list = document.createElement("ul");
    heading.textContent = byOperation ? key || "The package" : words.get(key);
    list.append(...several);
    section.append(heading, list);
    return section;
  }));
}
function filter() {
  const view = field("view").value, severity = field("severity").value;
  const operation = field("operation").value;
  let shown = 0;
  for (const fact of facts) {
    const verdict = view ? fact.getAttribute("data-" + view) : fact.dataset.worst;
    const fits = (severity ? verdict === severity : !view || verdict !== "none")
      && (!operation || JSON.parse(fact.dataset.operations).includes(operation));
    fact.hidden = !fits;
    shown += fits;
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector("li.fact:not([hidden])");
  }
  field("shown").textContent = shown;
}
field("group").addEventListener("change", () => { group(); filter(); });
for (const id of ["view", "severity", "operation"]) field(id).addEventListener("change", filter);
filter();
