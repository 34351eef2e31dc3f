// The daily log and the fortnight: steppers, keys, and saving as one goes. Every field is a plain
// input that works without this file. An empty field means "not known".
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

  // Whoever goes into a field wants to type over what is there.
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(".count input, .fortnight input")) event.target.select();
  });

  const form = document.getElementById("log");
  const saves = form?.hasAttribute("hx-post"); // as one goes; else when the rep says so

  // Enter goes on to the next field, which saves the one left; in the grid it and the arrows go
  // up and down. Where nothing is saved before the rep says so, Enter says so.
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

  // A keyboard starts where there is something to do; a phone's would cover the page.
  if (matchMedia("(hover: hover) and (pointer: fine)").matches) {
    document.querySelector("[data-start]")?.focus({ preventScroll: true });
  }
  if (!saves) return;

  // Only what differs from what stands there is sent: what was said meanwhile elsewhere stays.
  const fields = () => [...form.elements].filter((each) => each.type === "number");
  form.addEventListener("formdata", ({ formData }) => {
    for (const each of fields()) if (each.value === each.defaultValue) formData.delete(each.name);
  });

  // What is typed is saved as one goes on, one request after the other: a button that speaks for
  // the whole day waits for the field just left, or the two could arrive in either order. Whoever
  // leaves the page first takes along what is not known to have arrived; what did not arrive is
  // said, and stays in the form to be sent again.
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
    // Not at once: a change that queued up meanwhile is sent first.
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
