package dev.parley.session.dialect;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import java.util.Collection;

/** The sentences of a session's own refusals; doc/client-protocol.md lists them. */
public final class Refusals {
  /** The time after which a client should ask again if no answer came. */
  static final long RETRY_AFTER_MS = 1_000;

  private Refusals() {}

  public static Refusal malformed(String whatIsExpected) {
    return Refusal.of(Code.MALFORMED, whatIsExpected);
  }

  public static Refusal unknownOp(Collection<String> known) {
    return Refusal.of(
        Code.UNKNOWN_OP, "This op is unknown; use one of " + String.join(", ", known) + ".");
  }

  public static Refusal lineTooLong(int maxBytes) {
    return Refusal.of(
        Code.LINE_TOO_LONG,
        "A line has at most " + maxBytes + " bytes; this one was dropped. Send it in parts.");
  }

  public static Refusal notUtf8() {
    return malformed(
        "The line is not UTF-8; it was dropped. Set your terminal or program to UTF-8.");
  }

  public static Refusal notText() {
    return malformed("A binary message is not accepted here: send one JSON object as text.");
  }

  /** No further connection is accepted; {@code sentence} is the reason. */
  public static Refusal full(String sentence) {
    return Refusal.retry(Code.UNAVAILABLE, sentence, RETRY_AFTER_MS);
  }

  public static Refusal unfinishedLine() {
    return malformed(
        "The last line had no line end and was not used: end every line with a line feed.");
  }

  public static Refusal disabled() {
    return Refusal.of(
        Code.BAD_CREDENTIALS, "This account is disabled: ask the operator of the server.");
  }

  public static Refusal badCredentials() {
    return Refusal.of(
        Code.BAD_CREDENTIALS,
        "Name and password do not match. Try again, or register the name if it is new.");
  }

  /** A proof came, and nothing that it could answer. */
  public static Refusal noChallenge() {
    return Refusal.of(
        Code.BAD_CREDENTIALS,
        "No challenge is open: it was answered, or is too old. Begin again with login.");
  }

  public static Refusal badTicket() {
    return Refusal.of(
        Code.BAD_CREDENTIALS, "The ticket is not valid, or has expired. Log in with the password.");
  }

  /** A session that has lasted for longer than its client may come back without the password. */
  public static Refusal loginTooOld() {
    return Refusal.of(
        Code.BAD_CREDENTIALS,
        "You gave your password too long ago for another ticket: log in with it again.");
  }

  /** The session was opened by an earlier password. */
  public static Refusal passwordReplaced() {
    return Refusal.of(
        Code.BAD_CREDENTIALS, "The password of this account was changed: log in with the new one.");
  }

  public static Refusal clientsAlternate(long retryAfterMs) {
    return tooMuch(
        "Clients of this user log each other out again and again: stop all but one, or",
        retryAfterMs);
  }

  public static Refusal tooManyPasswords(long retryAfterMs) {
    return Refusal.retry(
        Code.UNAVAILABLE,
        "Too many people are logging in here: try again in "
            + seconds(retryAfterMs)
            + ", or on another server.",
        retryAfterMs);
  }

  public static Refusal tooManyPasswordsOfAddress(long retryAfterMs) {
    return tooMuch("Too many passwords from your address wait to be checked:", retryAfterMs);
  }

  public static Refusal tooManyWrongPasswords(long retryAfterMs) {
    return tooMuch("Too many wrong passwords were tried for this name:", retryAfterMs);
  }

  public static Refusal tooManyWrongPasswordsOfAddress(long retryAfterMs) {
    return tooMuch("Too many wrong passwords were tried from your address:", retryAfterMs);
  }

  public static Refusal tooManyLogins(long retryAfterMs) {
    return tooMuch("This user has logged in too often:", retryAfterMs);
  }

  public static Refusal tooManyNames(long retryAfterMs) {
    return tooMuch("Too many names were asked for from your address:", retryAfterMs);
  }

  public static Refusal tooManyBlocks(long retryAfterMs) {
    return tooMuch("You have blocked and unblocked too many users lately:", retryAfterMs);
  }

  public static Refusal tooMuchHistory(long retryAfterMs) {
    return tooMuch("You have looked at your history too often:", retryAfterMs);
  }

  public static Refusal tooManySearches(long retryAfterMs) {
    return tooMuch("You have searched too often:", retryAfterMs);
  }

  public static Refusal tooManyRoomChanges(long retryAfterMs) {
    return tooMuch("You have changed rooms too often:", retryAfterMs);
  }

  public static Refusal tooManyRoomLooks(long retryAfterMs) {
    return tooMuch("You have looked at rooms too often:", retryAfterMs);
  }

  public static Refusal tooManyRegistrations(long retryAfterMs) {
    return tooMuch("Too many names were registered here lately:", retryAfterMs);
  }

  /** For the owner of an account, at a login; {@code count} passwords of other clients. */
  public static String wrongPasswords(int count) {
    return count == 1
        ? "A wrong password was tried for your name since your last login."
        : count + " wrong passwords were tried for your name since your last login.";
  }

  private static Refusal tooMuch(String what, long retryAfterMs) {
    return Refusal.retry(
        Code.RATE_LIMITED, what + " try again in " + seconds(retryAfterMs) + ".", retryAfterMs);
  }

  private static String seconds(long ms) {
    long seconds = (ms + 999) / 1_000;
    return seconds == 1 ? "a second" : seconds + " seconds";
  }

  /** A message that was accepted is returned to its sender. */
  public static String returned(UserName to) {
    return "Your message to '"
        + to
        + "' was returned: two groups of servers have met, and the name belongs to "
        + "another user there. Find out who has it now before you write again.";
  }

  public static Refusal notLoggedIn() {
    return Refusal.of(Code.NOT_LOGGED_IN, "You are not logged in. Log in first, then repeat this.");
  }

  public static Refusal alreadyLoggedIn() {
    return Refusal.of(
        Code.ALREADY_LOGGED_IN,
        "You are logged in already. Log out first to log in as somebody else.");
  }

  public static Refusal noAnswer() {
    return Refusal.retry(
        Code.UNAVAILABLE,
        "The servers did not answer in time. Try again in a moment.",
        RETRY_AFTER_MS);
  }

  /**
   * A message without a number that is sent again cannot be distinguished from another of the same
   * text.
   */
  public static Refusal sendUnanswered(boolean isNumbered) {
    var advice =
        isNumbered
            ? "Send it again with the same seq: it will not be doubled."
            : "Ask the receiver before you send it again.";
    return Refusal.retry(
        Code.UNAVAILABLE,
        "It is not known whether the message was stored. " + advice,
        RETRY_AFTER_MS);
  }

  /** Plain text came from another machine. */
  public static Refusal tlsRequired() {
    return Refusal.of(
        Code.TLS_REQUIRED,
        "This server takes encrypted connections (TLS) only: connect again with TLS, or with a"
            + " client that has it.");
  }

  /** A proxy that is listed connected, and did not say for whom. */
  public static Refusal proxyHeaderMissing() {
    return Refusal.of(
        Code.MALFORMED,
        "This server expects a PROXY header from your address: let the proxy there send one, or let"
            + " the operator take the address out of parley.client.proxies.");
  }

  public static Refusal internal() {
    return Refusal.retry(
        Code.INTERNAL,
        "Something went wrong on this server. Try again in a moment, or on another server.",
        RETRY_AFTER_MS);
  }
}
