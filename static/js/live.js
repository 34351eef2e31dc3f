// A board looks every 20 seconds whether scores were made anew; nobody looks while it is hidden.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-live]")) event.preventDefault();
});
