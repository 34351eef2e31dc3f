// A slider and the number beside it say the same; the form asks for the answer itself.
document.addEventListener("input", (event) => {
  for (const other of event.target.form?.elements[event.target.name] ?? []) {
    if (other.type !== "hidden") other.value = event.target.value;
  }
});
