package dev.parley.chat;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One private message. {@code lamport} is larger than that of every message that its sender's
 * server had delivered before, so sorting by ({@code lamport}, {@code id}) never puts an answer
 * before its question. {@code sentAtMs} is the origin's wall clock, for display only. {@code clock}
 * is the vector clock that the message was multicast with, by member id; empty until it is
 * delivered.
 */
public record Mail(
    MessageId id,
    UserName to,
    String text,
    long sentAtMs,
    long lamport,
    SortedMap<String, Long> clock) {
  /** In bytes of UTF-8. */
  public static final int MAX_TEXT_BYTES = 4_096;

  public Mail {
    clock = Collections.unmodifiableSortedMap(new TreeMap<>(clock));
  }

  public Mail(MessageId id, UserName to, String text, long sentAtMs, long lamport) {
    this(id, to, text, sentAtMs, lamport, Collections.emptySortedMap());
  }

  public Mail withClock(SortedMap<String, Long> delivered) {
    return new Mail(id, to, text, sentAtMs, lamport, delivered);
  }

  public UserName from() {
    return id.stream().sender();
  }
}
