package dev.parley.session;

import java.util.ArrayDeque;

/** The marks in the written output: they show which messages and questions the socket has taken. */
final class Marks {
  /** The last message taken, 0 if there is none, and whether a question was taken. */
  record Taken(long message, boolean isQuestion) {}

  private static final long QUESTION = 0; // messages count from 1

  private record Written(long mark, long message) {}

  /** At most as many messages as a session may have unacknowledged, and one question. */
  private final ArrayDeque<Written> waiting = new ArrayDeque<>();

  private long last;
  private long written;
  private long taken;

  /** The mark of message {@code n}. */
  long message(long n) {
    written = n;
    return mark(n);
  }

  long question() {
    return mark(QUESTION);
  }

  private long mark(long message) {
    waiting.addLast(new Written(++last, message));
    return last;
  }

  Taken onTaken(long mark) {
    long message = 0;
    boolean isQuestion = false;
    while (!waiting.isEmpty() && waiting.peekFirst().mark() <= mark) {
      var next = waiting.removeFirst();
      if (next.message() == QUESTION) isQuestion = true;
      else message = next.message();
    }
    if (message > 0) taken = message;
    return new Taken(message, isQuestion);
  }

  /** Whether all messages that were written have been taken. */
  boolean isAllTaken() {
    return taken >= written;
  }

  /** The last message written. */
  long written() {
    return written;
  }
}
