package dev.parley.client.core;

/** What shows who the user is; never printed. */
record Credentials(String secret, boolean isTicket) {
  @Override
  public String toString() {
    return isTicket ? "a ticket" : "a password";
  }
}
