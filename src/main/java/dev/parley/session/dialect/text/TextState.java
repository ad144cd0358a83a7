package dev.parley.session.dialect.text;

import static dev.parley.session.dialect.text.TextPhrases.lines;

/** The open question of the text dialect. */
enum TextState {
  NAME("Please type your user name:"),
  OFFER("Please type y to register it, or n to type another name:"),
  CODE("Please type your invitation code, or just press Enter to type another name:"),
  NEW_PASSWORD("Please choose a password (8 to 128 characters):"),
  PASSWORD("Please type your password:"),
  MENU("please choose one of three options"),
  WHOM("Whom do you want to chat with? Type a name, or just press Enter for the menu:"),
  CHAT(""),
  PRESENT_PASSWORD("Please type your present password:"),
  NEXT_PASSWORD("Please choose a new password (8 to 128 characters):"),
  /** Both passwords were typed, and the servers have not answered yet. */
  CHANGING_PASSWORD("");

  private final String question;

  TextState(String question) {
    this.question = question;
  }

  /** The question as a line; empty if none is asked. */
  String question() {
    return question.isEmpty() ? "" : lines(question);
  }

  /**
   * The text, followed by the open question that it pushes up the screen; the menu needs no
   * repeating.
   */
  String after(String told) {
    return told.isEmpty() || !isLoggedIn() || this == MENU ? told : told + question();
  }

  /**
   * Whether typed input must be hidden: a password is asked for, or it is not known yet whether it
   * is asked for again.
   */
  boolean asksForPassword() {
    return switch (this) {
      case NEW_PASSWORD, PASSWORD, PRESENT_PASSWORD, NEXT_PASSWORD, CHANGING_PASSWORD -> true;
      default -> false;
    };
  }

  /** Whether a person is about to register the name that they typed. */
  boolean isRegistering() {
    return this == OFFER || this == CODE || this == NEW_PASSWORD;
  }

  boolean isLoggedIn() {
    return switch (this) {
      case NAME, OFFER, CODE, NEW_PASSWORD, PASSWORD -> false;
      default -> true;
    };
  }
}
