package dev.parley.chat.model;

/**
 * The answer to a command that was not carried out: the reason, in a sentence that says what to do
 * next.
 */
public record Refusal(Code code, String text, long retryAfterMs, long expectedSeq) {
  /** The error codes of the client protocol. */
  public enum Code {
    MALFORMED,
    UNKNOWN_OP,
    LINE_TOO_LONG,
    NAME_INVALID,
    NAME_TAKEN,
    PASSWORD_INVALID,
    BAD_CREDENTIALS,
    NOT_LOGGED_IN,
    ALREADY_LOGGED_IN,
    NO_SUCH_USER,
    NO_SUCH_DEVICE,
    NO_SUCH_ROOM,
    NOT_A_MEMBER,
    NOT_INVITED,
    NOT_ALLOWED,
    ROOM_FULL,
    BANNED,
    MUTED,
    TEXT_INVALID,
    TEXT_TOO_LONG,
    MAILBOX_FULL,
    BLOCKED,
    SEQ_GAP,
    SEQ_REUSED,
    RATE_LIMITED,
    NO_QUORUM,
    UNAVAILABLE,
    TLS_REQUIRED,
    REGISTRATION_CLOSED,
    INVITE_NEEDED,
    INVITE_WRONG,
    INTERNAL
  }

  /** The value of {@code retryAfterMs} and {@code expectedSeq} where they make no sense. */
  public static final long NONE = -1;

  public static Refusal of(Code code, String text) {
    return new Refusal(code, text, NONE, NONE);
  }

  public static Refusal retry(Code code, String text, long retryAfterMs) {
    return new Refusal(code, text, retryAfterMs, NONE);
  }

  public static Refusal gap(String text, long expectedSeq) {
    return new Refusal(Code.SEQ_GAP, text, NONE, expectedSeq);
  }
}
