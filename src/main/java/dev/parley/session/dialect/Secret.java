package dev.parley.session.dialect;

/**
 * A password, ticket or code on its way to the check. It is never part of a log line or an error
 * text.
 */
public record Secret(String text) {
  @Override
  public String toString() {
    return "***";
  }
}
