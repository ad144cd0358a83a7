// The form by which a user comes in.

const at = (id) => document.getElementById(id);

export class Entrance {
  #isTrying = false;

  /** `enter({name, password, register})` hears what was submitted. */
  constructor(enter) {
    at("login").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#isTrying) this.#submit(event.submitter?.value === "register", enter);
    });
  }

  get isOpen() {
    return !at("entrance").hidden;
  }

  open(name, problem) {
    at("entrance").hidden = false;
    at("name").value ||= name;
    this.#show(false, "", problem);
    at(at("name").value ? "password" : "name").focus();
  }

  close() {
    at("entrance").hidden = true;
    at("password").value = "";
    this.#show(false, "", "");
  }

  /** Nobody can say yes or no at the moment; until somebody does, something else may be submitted. */
  wait(sentence) {
    this.#show(false, sentence, "");
  }

  #submit(register, enter) {
    this.#show(true, register ? "Registering…" : "Logging in…", "");
    enter({ name: at("name").value, password: at("password").value, register });
  }

  // The buttons are not disabled: the one that was pressed would lose the focus.
  #show(isTrying, progress, problem) {
    this.#isTrying = isTrying;
    for (const button of at("login").querySelectorAll("button")) button.ariaDisabled = `${isTrying}`;
    say("progress", progress);
    say("problem", problem);
  }
}

/** A screen reader says it again whenever it is written. */
function say(id, words) {
  if (at(id).textContent !== words) at(id).textContent = words;
}
