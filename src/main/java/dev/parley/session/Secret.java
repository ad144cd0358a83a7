package dev.parley.session;

/** A password on its way to the check; never part of a log line or an error text. */
public record Secret(String text) {
  @Override
  public String toString() {
    return "***";
  }
}
