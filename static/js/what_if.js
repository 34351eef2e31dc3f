// Keeps each slider and the number beside it in sync; the form requests the answer.
document.addEventListener("input", (event) => {
  for (const other of event.target.form?.elements[event.target.name] ?? []) {
    if (other.type !== "hidden") other.value = event.target.value;
  }
});
