// Single keys for the review desk.  Without it the form works with Tab, arrows and Enter.
const choices = { 1: "stands", 2: "does_not_stand", 3: "cannot_tell" };
const reason = document.getElementById("reason");

function open(selector) {
  const link = document.querySelector(selector);
  if (link) link.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target === reason) {
    // back to the answer, from where Enter keeps it; nothing that is focused takes no Enter
    if (event.key === "Escape") (document.querySelector("[name=answer]:checked") || document.getElementById("stands")).focus();
    return;
  }
  if (event.target.matches("select, input[type=text]")) return;
  if (event.key in choices) {
    const choice = document.getElementById(choices[event.key]);
    choice.checked = true;
    (event.key === "1" ? choice : reason).focus();
  } else if (event.key === "r") reason.focus();
  else if (event.key === "n") document.getElementById("pass").click();
  else if (event.key === "o") open("a.official");
  else if (event.key === "d") open("a.archived");
  else if (event.key === "t") document.querySelectorAll("details").forEach((one) => (one.open = !one.open));
  else return;
  event.preventDefault();
});
