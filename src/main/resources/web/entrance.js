// The form for login and registration.

const at = (id) => document.getElementById(id);

export class Entrance {
  #isTrying = false;

  /** `enter({name, password, invite, register})` is called with the submitted values. */
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

  /** A registration was refused for want of an invitation. */
  askForInvite() {
    at("invited").hidden = false;
    at("invite").focus();
  }

  close() {
    at("entrance").hidden = true;
    at("password").value = at("invite").value = "";
    at("invited").hidden = true;
    this.#show(false, "", "");
  }

  /** No server can answer at the moment; until one does, the form may be submitted again. */
  wait(sentence) {
    this.#show(false, sentence, "");
  }

  #submit(register, enter) {
    this.#show(true, register ? "Registering…" : "Logging in…", "");
    const invite = at("invite").value.trim();
    enter({ name: at("name").value, password: at("password").value, invite, register });
  }

  // The buttons are not disabled: the pressed one would lose the focus.
  #show(isTrying, progress, problem) {
    this.#isTrying = isTrying;
    for (const button of at("login").querySelectorAll("button")) button.ariaDisabled = `${isTrying}`;
    say("progress", progress);
    say("problem", problem);
  }
}

/** A screen reader repeats it whenever it is written. */
function say(id, words) {
  if (at(id).textContent !== words) at(id).textContent = words;
}
