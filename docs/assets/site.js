// Tables and code that are wider than the screen scroll by themselves: let keys reach them, too.
function reach() {
  for (const table of document.querySelectorAll(".md-typeset__scrollwrap, pre > code")) {
    if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
    else table.removeAttribute("tabindex");
  }
}

// Show the forms of an example in tabs: a request as Python, XML, JSON and curl, and its response as JSON and XML.
// The chosen form is kept for other pages. Without scripts, the forms follow each other.
const FORMS = { Request: /^(Python|XML|JSON|curl):$/, Response: /^Response as (JSON|XML):$/ };
const CHOSEN = "form-of-examples";

function chosen() {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null; // the browser keeps nothing for this site
  }
}

function choose(form) {
  try {
    localStorage.setItem(CHOSEN, form);
  } catch {
    // it applies to this page
  }
  for (const tab of document.querySelectorAll(`.forms [role=tab][data-form="${form}"]`)) select(tab);
  reach();
}

function select(tab) {
  for (const other of tab.parentElement.children) {
    const isSelected = other === tab;
    other.setAttribute("aria-selected", isSelected);
    other.tabIndex = isSelected ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !isSelected;
  }
}

function move(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...event.currentTarget.children];
  const next = tabs.at((tabs.indexOf(event.target) + step) % tabs.length);
  choose(next.dataset.form);
  next.focus();
}

function makeTabs() {
  for (const [name, pattern] of Object.entries(FORMS)) {
    const group = [...document.querySelectorAll(".md-typeset p")].filter(
      (label) => pattern.test(label.textContent) && label.nextElementSibling?.matches(".highlight"),
    );
    if (!group.length) continue;
    const forms = document.createElement("div");
    forms.className = "forms";
    forms.setAttribute("role", "tablist");
    forms.setAttribute("aria-label", name);
    forms.addEventListener("keydown", move);
    for (const [number, label] of group.entries()) {
      const [, form] = pattern.exec(label.textContent);
      const panel = label.nextElementSibling;
      const tab = document.createElement("button");
      Object.assign(panel, { id: `${name}-${number}`.toLowerCase(), role: "tabpanel" });
      Object.assign(tab, { id: `${panel.id}-tab`, type: "button", role: "tab", textContent: form });
      tab.dataset.form = form;
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("aria-labelledby", tab.id);
      tab.addEventListener("click", () => choose(form));
      forms.append(tab);
      if (number) label.remove();
      else label.textContent = `${name}:`;
    }
    group[0].after(forms);
    const before = [...forms.children].find((tab) => tab.dataset.form === chosen());
    select(before ?? forms.firstElementChild);
  }
}

// Give every field in a table and every option in a list a link to itself, as headings have one.
function linkEntries() {
  for (const anchor of document.querySelectorAll(".md-typeset :is(td, li) > a[id]:not([href])")) {
    Object.assign(anchor, { href: `#${anchor.id}`, className: "headerlink", title: "Permanent link", textContent: "¶" });
    anchor.parentElement.append(anchor);
  }
}

makeTabs();
linkEntries();
addEventListener("load", reach);
addEventListener("resize", reach);
