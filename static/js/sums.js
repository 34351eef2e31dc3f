// Shows the sum of the weights of each pillar while typing.
for (const part of document.querySelectorAll(".version fieldset")) {
  part.addEventListener("input", () => {
    let sum = 0;
    for (const each of part.querySelectorAll("[name^=weight_]")) sum += Number(each.value);
    part.querySelector("output").value = Math.round(sum * 1e6) / 1e6;
  });
}
