// The daily log and the fortnight: steppers, keys, and saving while typing. Every field is a plain
// input that works without this file. An empty field means "unknown".
(() => {
  "use strict";
  function stepped(field, by) {
    const least = Number(field.min || 0);
    const most = field.max === "" ? Infinity : Number(field.max);
    const now = field.value === "" ? 0 : Number(field.value);
    return Math.min(Math.max(now + by, least), most);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-step]");
    const field = button?.parentElement.querySelector("input[type=number]");
    if (!field || field.disabled || field.readOnly) return;
    const value = String(stepped(field, Number(button.dataset.step)));
    if (value === field.value) return;
    field.value = value;
    for (const kind of ["input", "change"]) {
      field.dispatchEvent(new Event(kind, { bubbles: true }));
    }
  });

  // Focusing a field selects its value, so that typing replaces it.
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(".count input, .fortnight input")) event.target.select();
  });

  const form = document.getElementById("log");
  const saves = form?.hasAttribute("hx-post"); // saves while typing; otherwise on submit

  // Enter moves to the next field, which saves the one left; in the table, Enter and arrow keys move
  // up and down. In forms that save on submit, Enter submits.
  function below(field, by) {
    const cell = field.closest("td");
    const row = cell?.parentElement[by > 0 ? "nextElementSibling" : "previousElementSibling"];
    return row?.cells[cell.cellIndex].querySelector("input");
  }
  function next(field) {
    const all = [...form.querySelectorAll("input[type=number]")].filter((each) => each.checkVisibility());
    return all[all.indexOf(field) + 1];
  }
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.isComposing || field.tagName !== "INPUT") return;
    let to = null;
    if (field.closest(".fortnight")) to = below(field, by);
    else if (!saves || event.key !== "Enter" || field.form !== form) return;
    else to = next(field);
    event.preventDefault();
    field.blur();
    (to ?? field).focus();
  });

  // Focus the first action for keyboards; on a phone the keyboard would cover the page.
  if (matchMedia("(hover: hover) and (pointer: fine)").matches) {
    document.querySelector("[data-start]")?.focus({ preventScroll: true });
  }
  if (!saves) return;

  // Send only changed fields, so that values saved elsewhere in the meantime stay.
  const fields = () => [...form.elements].filter((each) => each.type === "number");
  form.addEventListener("formdata", ({ formData }) => {
    for (const each of fields()) if (each.value === each.defaultValue) formData.delete(each.name);
  });

  // Fields are saved while typing, one request at a time: a button for the whole day waits for the
  // field just left, otherwise the two could arrive in either order. Leaving the page sends what is
  // not yet confirmed; a failed save is reported and stays in the form to be sent again.
  let unsaved = false;
  let sending = false;
  let waiting = null;
  let sent = new FormData();
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", (event) => {
    unsaved = false;
    if (!sending) return;
    event.preventDefault();
    waiting = event.submitter;
  });
  form.addEventListener("htmx:configRequest", (event) => { sent = event.detail.formData; });
  form.addEventListener("htmx:beforeRequest", () => { unsaved = false; sending = true; });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig.elt !== form || event.detail.xhr.status !== 200) return;
    for (const each of fields()) if (sent.has(each.name)) each.defaultValue = sent.get(each.name);
  });
  form.addEventListener("htmx:afterRequest", () => {
    sending = false;
    // Delayed, so that a queued change is sent first.
    setTimeout(() => {
      if (sending || !waiting) return;
      form.requestSubmit(waiting);
      waiting = null;
    });
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    form.addEventListener(failure, () => {
      unsaved = true;
      document.querySelector("#saved p").textContent =
        "Not saved: no connection. It is sent with your next change.";
    });
  }
  addEventListener("pagehide", () => {
    if (unsaved || sending) navigator.sendBeacon(form.action, new FormData(form));
  });
})();
