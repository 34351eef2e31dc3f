// Boards poll for new scores every 20 seconds, but not while they are hidden.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-live]")) event.preventDefault();
});
