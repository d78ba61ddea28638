"use strict";

// The form: one input a value, one tick a doubt; what a person said is saved as a file.
const { draft, units, words } = JSON.parse(document.getElementById("data").textContent);
const SLOTS = ["morning", "midday", "afternoon", "evening", "night"];
const PARTS = ["name", "strength", "form", "quantity", "unit",
  ...SLOTS.map((slot) => `doses.${slot}`), "duration_days", "instructions"];
const values = []; // {path, reading, input, tick, row, start}
const ticks = []; // {path, input, row}: doubts of the page and of rows as a whole
const rows = []; // {number, fieldset, removed, added}
const form = document.getElementById("review");
let saved = true;
let shown = null; // the doubt that was last gone to

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Give words in Khmer and in English; the words are texts, never markup.
function bilingual(pair) {
  return [element("span", { lang: "km", textContent: pair[0] }), " ",
    element("span", { lang: "en", textContent: pair[1] })];
}

function said(name) {
  return words.page[name];
}

function codeOf(doubt) {
  return doubt.split(": ", 1)[0];
}

function doubtList(doubts) {
  return element("ul", {}, ...doubts.map((doubt) => {
    const code = codeOf(doubt);
    return element("li", {}, ...bilingual([words.doubts[code] ?? code, doubt.slice(code.length + 2)]));
  }));
}

function tickBox(label) {
  const input = element("input", { type: "checkbox" });
  input.addEventListener("change", changed);
  return [input, element("label", { className: "tick" }, input, ...bilingual(said(label)))];
}

function read(part, medication) {
  if (medication === null) return null;
  return part.startsWith("doses.") ? medication.doses[part.slice(6)] : medication[part];
}

function valueBox(path, reading, label, row) {
  const start = reading === null ? "" : reading.value ?? "";
  const doubts = reading === null ? []
    : reading.review.filter((doubt) => codeOf(doubt) !== "unsure_input");
  const input = element("input", { type: "text", value: start, maxLength: 500 });
  input.id = `value-${values.length}`;
  if (path.endsWith(".unit")) input.setAttribute("list", "units");
  const title = element("label", { htmlFor: input.id }, ...bilingual(label));
  const box = element("div", { className: "value" }, title, input);
  box.dataset.path = path;
  const value = { path, reading, input, tick: null, row, start, box, shape: null };
  if (reading !== null && reading.text !== "") {
    box.append(" ", element("span", { className: "percent", textContent: percentOf(reading.confidence) }));
  }
  if (doubts.length > 0) addDoubts(value, doubts, title);
  if (reading !== null) {
    value.shape = drawBox(reading, doubts.length > 0, () => input.focus());
  }
  if (path.endsWith(".duration_days")) {
    value.why = element("p", { className: "why", role: "status", id: `${input.id}-why` });
    box.append(value.why);
  }
  input.addEventListener("focus", () => showCurrent(value.shape));
  input.addEventListener("input", () => {
    if (value.tick !== null) value.tick.checked = true;
    value.touched = true;
    changed();
  });
  values.push(value);
  return box;
}

function addDoubts(value, doubts, title) {
  const { reading, input, box } = value;
  box.classList.add("doubtful");
  title.prepend(element("span", { className: "mark", textContent: "⚑" }), " ");
  const list = doubtList(doubts);
  list.id = `${input.id}-doubts`;
  input.setAttribute("aria-describedby", list.id);
  const crop = cropOf(reading);
  if (crop !== null) {
    crop.setAttribute("role", "img");
    crop.setAttribute("aria-label", said("print").join(" · "));
    box.append(crop);
  }
  if (reading.text !== "") {
    box.append(element("p", {}, ...bilingual(said("text")), ": ", element("q", { textContent: reading.text })));
  }
  box.append(list);
  if (reading.alternatives.length > 0) {
    const offered = reading.alternatives.map((one) => {
      const button = element("button", { type: "button", className: "candidate", textContent: one.value });
      button.addEventListener("click", () => {
        input.value = one.value;
        input.dispatchEvent(new Event("input"));
        input.focus();
      });
      return button;
    });
    box.append(element("div", { className: "bar" }, element("span", {}, ...bilingual(said("candidates"))), ...offered));
  }
  const [tick, label] = tickBox("checked");
  value.tick = tick;
  box.append(label);
}

function showCurrent(shape) {
  document.querySelectorAll("g.current").forEach((one) => one.classList.remove("current"));
  if (shape === null) return;
  shape.classList.add("current");
  shape.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function wholeDoubt(path, doubts, row) {
  const [input, label] = tickBox("checked");
  const box = element("div", { className: "value doubtful" }, doubtList(doubts), label);
  box.dataset.path = path;
  ticks.push({ path, input, row, box });
  return box;
}

function addRow(number, medication) {
  const row = { number, added: medication === null, removed: false, fieldset: null };
  const here = `medications[${number}]`;
  const grid = element("div", { className: "values" });
  const own = medication === null ? []
    : medication.needs_review.filter((doubt) => !PARTS.includes(codeOf(doubt)));
  if (own.length > 0) grid.append(wholeDoubt(here, own, row));
  for (const part of PARTS) {
    grid.append(valueBox(`${here}.${part}`, read(part, medication), words.parts[part], row));
  }
  const remove = element("button", { type: "button", className: "remove" }, ...bilingual(said("remove")));
  remove.addEventListener("click", () => {
    row.removed = !row.removed;
    row.fieldset.classList.toggle("removed", row.removed);
    remove.replaceChildren(...bilingual(said(row.removed ? "restore" : "remove")));
    changed();
  });
  row.fieldset = element("fieldset", {},
    element("legend", {}, ...bilingual(said("medicine")), ` ${number + 1}`), grid, remove);
  rows.push(row);
  return row.fieldset;
}

function build() {
  for (const unit of units) document.getElementById("units").append(element("option", { value: unit }));
  const own = draft.needs_review.filter((doubt) => doubt.startsWith("page: ")).map((doubt) => doubt.slice(6));
  if (own.length > 0) form.append(element("h2", {}, ...bilingual(said("page"))), wholeDoubt("page", own, null));
  form.append(element("h2", {}, ...bilingual(said("medicines"))));
  const list = element("div", { id: "medicines" });
  draft.medications.forEach((medication, number) => list.append(addRow(number, medication)));
  const add = element("button", { type: "button", id: "add" }, ...bilingual(said("add")));
  add.addEventListener("click", () => {
    const fieldset = addRow(rows.length, null);
    list.append(fieldset);
    fieldset.querySelector("input").focus();
    changed();
  });
  form.append(list, add, element("h2", {}, ...bilingual(said("fields"))),
    element("p", {}, ...bilingual(said("fields_hint"))));
  const found = element("div", { className: "values" });
  const others = element("div", { className: "values" });
  for (const [name, label] of Object.entries(words.fields)) {
    const reading = draft.fields[name] ?? null;
    (reading === null ? others : found).append(valueBox(`fields.${name}`, reading, label, null));
  }
  form.append(found, element("details", {}, element("summary", {}, ...bilingual(said("others"))), others));
}

function here(part, row) {
  return values.find((value) => value.row === row && value.path.endsWith(`].${part}`));
}

// Work days out anew that are printed nowhere, as the command will, and say why they change.
function followDays(row) {
  const days = here("duration_days", row);
  const changing = [...SLOTS.map((slot) => here(`doses.${slot}`, row)), here("quantity", row)];
  const printed = days.reading !== null && days.reading.text !== "";
  const texts = changing.map((value) => value.input.value.trim());
  const quantity = texts.pop();
  const doses = texts.filter((text) => text !== "");
  const follows = changing.some((value) => answered(value)) && doses.length > 0;
  days.why.replaceChildren();
  if (printed || days.touched) return;
  const now = follows ? String(daysOf(amountOf(quantity), doses.map(amountOf)) ?? "") : days.start;
  if (now !== days.input.value && days.tick !== null) days.tick.checked = false; // it was another one
  days.input.value = now;
  if (now === days.start) return;
  const divided = [quantity, ...doses].map((text) => (Number.isNaN(amountOf(text)) ? "?" : text));
  const sum = `${divided[0]} ÷ (${divided.slice(1).join(" + ")})`;
  days.why.replaceChildren(...bilingual(said(now === "" ? "emptied" : "worked_out")),
    ` ${now === "" ? sum : `${sum} = ${now}`}`);
}

function edited(value) {
  return value.touched === true && value.input.value.trim() !== value.start;
}

function answered(value) {
  if (value.touched === true && value.why !== undefined) return true; // else it is worked out
  return edited(value) || (value.tick !== null && value.tick.checked);
}

function counts(value) {
  return value.row === null || !value.row.removed;
}

function stands(one, before) {
  return (one.box.compareDocumentPosition(before.box) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
}

// Give all that is marked and not ticked, in the page's order.
function openDoubts() {
  const wholes = ticks.filter((one) => counts(one) && !one.input.checked);
  const single = values.filter((value) => counts(value) && value.tick !== null && !value.tick.checked);
  return [...wholes, ...single].sort((one, other) => (stands(one, other) ? 1 : -1));
}

// Give what must be answered: a field around the table may be left out.
function owedDoubts() {
  return openDoubts().filter((one) => one.row !== null || one.path === "page");
}

// Say what the command would refuse, where the person can see it.
function check(row) {
  const told = (part, ok, problem) => here(part, row).input.setCustomValidity(ok ? "" : said(problem).join(" · "));
  const text = (part) => here(part, row).input.value.trim();
  const live = !row.removed;
  told("name", !live || text("name") !== "", "needs_name");
  told("unit", !live || units.includes(text("unit")), "needs_unit");
  told("duration_days", !live || /^[1-9]\d{0,2}$/.test(plainDigits(text("duration_days"))), "needs_days");
  told("quantity", !live || text("quantity") === "" || amountOf(text("quantity")) > 0, "needs_amount");
  for (const slot of SLOTS) {
    told(`doses.${slot}`, !live || text(`doses.${slot}`) === "" || amountOf(text(`doses.${slot}`)) >= 0, "needs_amount");
  }
  if (live && SLOTS.every((slot) => !(amountOf(text(`doses.${slot}`)) > 0))) told("doses.morning", false, "needs_dose");
}

function changed() {
  saved = false;
  refresh();
}

function refresh() {
  rows.forEach(followDays);
  rows.forEach(check);
  for (const value of values) {
    value.box.classList.toggle("edited", edited(value));
    value.box.classList.toggle("done", value.tick !== null && value.tick.checked);
  }
  for (const one of ticks) one.box.classList.toggle("done", one.input.checked);
  const left = openDoubts().length;
  document.getElementById("next").replaceChildren(...bilingual(said("next")), ` (${left})`);
  document.getElementById("next").disabled = left === 0;
}

function answers() {
  const told = ticks.filter((one) => counts(one) && one.input.checked).map((one) => plain(one.path, "ok"));
  let number = draft.medications.length;
  for (const row of rows) {
    if (row.added && row.removed) continue;
    if (row.removed) told.push(plain(`medications[${row.number}]`, "removed"));
    if (row.added) {
      row.saved = number++;
      told.push(plain(`medications[${row.saved}]`, "added"));
    }
  }
  for (const value of values.filter(counts)) {
    const text = value.input.value.trim();
    if (value.row !== null && value.row.added) {
      const path = value.path.replace(/\d+/, String(value.row.saved));
      if (text !== "") told.push(plain(path, text));
    } else if (answered(value)) {
      const { reading } = value;
      const boxed = reading !== null && reading.box !== null;
      told.push({ path: value.path, before: reading === null ? null : reading.value, after: text,
        page: boxed ? reading.page : null, box: boxed ? reading.box : null,
        crop: boxed && edited(value) ? cropText(reading) : null });
    }
  }
  return told;
}

function plain(path, after) {
  return { path, before: null, after, page: null, box: null, crop: null };
}

function tell(name, more = "") {
  document.getElementById("told").replaceChildren(...bilingual(said(name)), ` ${more}`);
}

function goTo(doubt) {
  shown = doubt;
  doubt.input.focus();
  doubt.box.scrollIntoView({ block: "center" });
}

function next() {
  const open = openDoubts();
  goTo(open.find((one) => shown !== null && stands(one, shown)) ?? open[0]);
}

function save() {
  const [owed] = owedDoubts();
  if (owed !== undefined) {
    goTo(owed);
    return tell("open");
  }
  if (!form.reportValidity()) return tell("wrong");
  if (!rows.some((row) => !row.removed)) return tell("empty");
  const text = JSON.stringify({ schema_version: draft.schema_version, draft, answers: answers() });
  const link = element("a", { download: "confirmed.json",
    href: URL.createObjectURL(new Blob([text], { type: "application/json" })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  saved = true;
  const left = openDoubts().length;
  return left === 0 ? tell("saved") : tell("saved_without", `(${left})`);
}

async function start() {
  const images = [...document.querySelectorAll(".sheet img")];
  await Promise.all(images.map((image) => image.decode().catch(() => null)));
  build();
  document.getElementById("save").append(...bilingual(said("save")));
  document.getElementById("save").addEventListener("click", save);
  document.getElementById("next").addEventListener("click", next);
  document.getElementById("larger").addEventListener("click", () => zoom(1.25));
  document.getElementById("smaller").addEventListener("click", () => zoom(0.8));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("beforeunload", (event) => saved || event.preventDefault());
  refresh();
  document.body.dataset.ready = "yes";
}

start();
