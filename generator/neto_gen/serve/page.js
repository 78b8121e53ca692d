"use strict";
const MOST_ROWS = 200;
const get = id => document.getElementById(id);
const make = (name, text) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  return element;
};
let last = 0;
let known = "";
let selected = "";

const say = (text, isError) => {
  get("summary").textContent = text;
  get("summary").className = isError ? "error" : "";
};

const call = async (method, path, body, type) => {
  const headers = body === undefined ? {} : {"Content-Type": type || "application/json"};
  const answer = await fetch("api/" + path, {method, headers, body});
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.error);
  return content;
};

const options = (select, values) => {
  for (const value of values) {
    const option = make("option", value);
    option.value = value;
    select.append(option);
  }
};

const showRecords = async kind => {
  selected = kind;
  const found = await call("GET", "records/" + encodeURIComponent(kind));
  get("records").hidden = false;
  get("records").textContent = JSON.stringify(found.records, null, 1) +
    (found.total > found.records.length ? `\n… ${found.total} in all` : "");
};

const showState = state => {
  const text = JSON.stringify(state);
  if (text === known) return;
  known = text;
  say(`${state.requests} requests` + (state.chaos ? `, chaos with seed ${state.chaos.seed}` : ""));
  get("kinds").replaceChildren(...Object.entries(state.records).map(([kind, count]) => {
    const item = make("li");
    const button = make("button", `${kind}: ${count}`);
    button.addEventListener("click", () => run(() => showRecords(kind)));
    item.append(button);
    return item;
  }));
  get("faults").replaceChildren(...state.faults.map(one =>
    make("li", `${one.fault} of ${one.action || "any action"}, ${one.times} times`)));
  if (!get("fault").options.length) {
    options(get("fault"), state.known_faults);
    options(get("action"), state.actions);
    options(get("seed-kind"), state.kinds);
    for (const quirk of state.quirks) {
      const label = make("label");
      const box = make("input");
      box.type = "checkbox";
      box.value = quirk;
      box.addEventListener("change", () => run(sendQuirks));
      label.append(box, " " + quirk);
      get("quirks").append(label);
    }
  }
  for (const box of get("quirks").querySelectorAll("input"))
    box.checked = state.as_seen.includes(box.value);
};

const sendQuirks = () => call("POST", "as-seen", JSON.stringify({
  quirks: [...get("quirks").querySelectorAll("input:checked")].map(box => box.value),
}));

const showRequest = one => {
  const row = make("tr");
  if (one.problems.length || one.fault || one.status !== 200) row.className = "bad";
  const values = [one.number, one.time, one.action, one.wire, one.status, one.fault,
    one.milliseconds];
  row.append(...values.map(value => make("td", String(value))));
  const cell = make("td");
  for (const problem of one.problems) cell.append(make("div", problem));
  const details = make("details");
  details.append(make("summary", "bodies"), make("pre", one.request), make("pre", one.response));
  cell.append(details);
  row.append(cell);
  get("requests").prepend(row);
  while (get("requests").rows.length > MOST_ROWS) get("requests").lastElementChild.remove();
};

const refresh = async () => {
  showState(await call("GET", "state"));
  const found = await call("GET", "requests?after=" + last);
  for (const one of found.requests) { showRequest(one); last = one.number; }
  if (found.count < last) { last = 0; get("requests").replaceChildren(); }
  if (selected && found.requests.length) await showRecords(selected);
};

const run = async what => {
  try { await what(); known = ""; await refresh(); } catch (error) { say(error.message, true); }
};

const on = (id, what) => get(id).addEventListener("click", () => run(what));
on("reset", async () => {
  if (!confirm("Delete all records, faults and requests?")) return;
  await call("POST", "reset");
  get("requests").replaceChildren();
  get("records").hidden = true;
  selected = "";
});
on("order", () => call("POST", "faults", JSON.stringify({
  fault: get("fault").value, action: get("action").value, times: Number(get("times").value),
})));
on("forget", () => call("DELETE", "faults"));
on("seed", async () => {
  const [file] = get("seed-file").files;
  if (!file) throw new Error("choose a file first");
  const type = file.name.endsWith(".csv") ? "text/csv" : "application/json";
  await call("POST", "seed/" + encodeURIComponent(get("seed-kind").value), await file.text(), type);
});
on("restore", async () => {
  const [file] = get("snapshot-file").files;
  if (!file) throw new Error("choose a snapshot first");
  await call("POST", "snapshot", await file.text());
});

const tick = async () => {
  try { await refresh(); } catch { say("the store does not respond", true); known = ""; }
  setTimeout(tick, 1000);
};
tick();
