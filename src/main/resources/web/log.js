// The messages of the conversation on the screen. Messages that are shown already stay as they are: a
// screen reader says only the new ones, and no user is moved away from where they read.

import { safe } from "./conversations.js";

const NEAR_PX = 40; // distance from the end
const MARKS = {
  waits: ["…", "waits for a server"],
  accepted: ["✓", "accepted"],
  delivered: ["✓✓", "delivered"],
  refused: ["✗", "not sent"],
  returned: ["✗", "went to nobody"],
};
const DAY = new Intl.DateTimeFormat();
const TIME = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });

export class Log {
  #frame; #list;
  #lines = new Map(); // by letter: {item, sign, mark}
  #day = ""; // of the last letter
  #isAtEnd = true;

  /** `frame` has a list, and is what scrolls. */
  constructor(frame) {
    this.#frame = frame;
    this.#list = frame.querySelector("ol");
    frame.addEventListener("scroll", () => {
      this.#isAtEnd = frame.scrollHeight - frame.scrollTop - frame.clientHeight < NEAR_PX;
    });
    // A sentence below it, or a phone's keyboard, must not hide the last message.
    new ResizeObserver(() => this.#isAtEnd && this.#goToEnd()).observe(frame);
  }

  /** Shows another conversation, from its end. */
  open(letters) {
    this.#frame.setAttribute("aria-live", "off"); // none of it is new
    this.#list.replaceChildren();
    this.#lines.clear();
    this.#day = "";
    this.#append(letters);
    this.#goToEnd();
  }

  /** Shows the changes of the open conversation. */
  update(letters) {
    this.#dropBefore(letters[0]);
    for (const [letter, line] of this.#lines) if (letter.mark !== line.mark) paint(line, letter.mark);
    const news = letters.slice(this.#lines.size);
    if (news.length === 0) return;
    this.#frame.setAttribute("aria-live", "polite");
    this.#append(news);
    if (this.#isAtEnd || news.some((letter) => letter.own)) this.#goToEnd();
  }

  #dropBefore(first) {
    for (const [letter, { item }] of this.#lines) {
      if (letter === first) return;
      if (isDay(item.previousSibling) && !isMessage(item.nextSibling)) item.previousSibling.remove();
      item.remove();
      this.#lines.delete(letter);
    }
  }

  #append(letters) {
    const items = document.createDocumentFragment();
    for (const letter of letters) {
      const date = new Date(letter.at);
      if (date.toDateString() !== this.#day) items.append(element("li", "day", DAY.format(date)));
      this.#day = date.toDateString();
      const line = lineOf(letter, TIME.format(date));
      this.#lines.set(letter, line);
      items.append(line.item);
    }
    this.#list.append(items);
  }

  #goToEnd() {
    this.#isAtEnd = true;
    this.#frame.scrollTop = this.#frame.scrollHeight;
  }
}

function isDay(item) {
  return item?.className === "day";
}

function isMessage(item) {
  return item !== null && !isDay(item);
}

function kindOf(letter) {
  if (letter.event) return "event";
  return letter.own ? "own" : "";
}

function lineOf(letter, time) {
  const meta = element("span", "meta", time);
  const sender = letter.from ? [element("b", "from", safe(letter.from))] : [];
  const item = element("li", kindOf(letter), ...sender, letter.text.split("\n").map(safe).join("\n"), meta);
  if (!letter.own) return { item };
  const sign = element("span", "", " ");
  sign.setAttribute("role", "img");
  meta.append(sign);
  const line = { item, sign };
  paint(line, letter.mark);
  return line;
}

function paint(line, mark) {
  const [sign, words] = MARKS[mark];
  line.mark = mark;
  line.sign.className = `mark ${mark}`;
  line.sign.title = words;
  line.sign.setAttribute("aria-label", words);
  line.sign.firstChild.data = ` ${sign}`;
}

function element(tag, className, ...children) {
  const made = Object.assign(document.createElement(tag), { className });
  made.append(...children);
  return made;
}
