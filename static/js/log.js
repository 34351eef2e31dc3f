// The daily log's − and + buttons. The field between them is a plain number input that works
// without this file; saving listens to its change event. An empty field means "not known".
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

  // Whoever clicks into a field wants to type over what is there.
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(".step input[type=number]")) event.target.select();
  });

  // What is typed is saved as one goes on, one request after the other: a button that speaks for
  // the whole day waits for the field just left, or the two could arrive in either order. Whoever
  // leaves the page first takes along what is not known to have arrived; what did not arrive is
  // said, and stays in the form to be sent again.
  const form = document.getElementById("log");
  let unsaved = false;
  let sending = false;
  let waiting = null;
  form?.addEventListener("input", () => { unsaved = true; });
  form?.addEventListener("submit", (event) => {
    unsaved = false;
    if (!sending) return;
    event.preventDefault();
    waiting = event.submitter;
  });
  form?.addEventListener("htmx:beforeRequest", () => { unsaved = false; sending = true; });
  form?.addEventListener("htmx:afterRequest", () => {
    sending = false;
    // Not at once: a change that queued up meanwhile is sent first.
    setTimeout(() => {
      if (sending || !waiting) return;
      form.requestSubmit(waiting);
      waiting = null;
    });
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    form?.addEventListener(failure, () => {
      unsaved = true;
      document.getElementById("saved").textContent =
        "Not saved: no connection. It is sent with your next change.";
    });
  }
  addEventListener("pagehide", () => {
    if (form && (unsaved || sending)) navigator.sendBeacon(form.action, new FormData(form));
  });
})();
