package dev.parley.client.core;

/** The proof of a user's identity; never printed. */
record Credentials(String secret, boolean isTicket) {
  @Override
  public String toString() {
    return isTicket ? "a ticket" : "a password";
  }
}
