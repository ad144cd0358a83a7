package dev.parley.chat;

import dev.parley.protocol.Context;
import java.util.Collections;
import java.util.Comparator;
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

  private static final Comparator<Mail> COPIES =
      Comparator.comparingLong(Mail::lamport)
          .thenComparingLong(Mail::sentAtMs)
          .thenComparing(Mail::text)
          .thenComparing(mail -> mail.clock().toString());

  public Mail {
    if (text.length() > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException("a text of " + text.length() + " characters");
    }
    clock = Collections.unmodifiableSortedMap(new TreeMap<>(clock));
  }

  public Mail(MessageId id, UserName to, String text, long sentAtMs, long lamport) {
    this(id, to, text, sentAtMs, lamport, Collections.emptySortedMap());
  }

  public Mail withClock(Context delivered) {
    var counts = new TreeMap<String, Long>();
    delivered.counts().forEach((member, count) -> counts.put(member.toString(), count));
    return new Mail(id, to, text, sentAtMs, lamport, counts);
  }

  /**
   * One of two copies of the same message, which was sent through two servers: the one of the
   * smaller Lamport time. Each copy of the stream's next number is larger than some copy of this
   * one, so with the smallest copies a mailbox is in the order of the stream.
   */
  Mail smaller(Mail copy) {
    return COPIES.compare(this, copy) <= 0 ? this : copy;
  }

  public UserName from() {
    return id.stream().sender();
  }
}
