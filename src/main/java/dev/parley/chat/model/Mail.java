package dev.parley.chat.model;

import dev.parley.protocol.VersionVector;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One private message. {@code lamport} is larger than that of every message that its sender's
 * server had delivered before, so sorting by ({@code lamport}, {@code id}) never puts an answer
 * before its question. {@code sentAtMs} is the origin's wall clock, for display only. {@code clock}
 * is the vector clock that the message was multicast with, by member id; empty until it is
 * delivered. {@code parties} are the accounts that it is between.
 */
public record Mail(
    MessageId id,
    UserName to,
    String text,
    long sentAtMs,
    long lamport,
    SortedMap<String, Long> clock,
    ClaimPair parties) {
  /** The longest text, in bytes of UTF-8: a page or two. */
  public static final int MAX_TEXT_BYTES = 16_384;

  private static final Comparator<Mail> COPIES =
      Comparator.comparingLong(Mail::lamport)
          .thenComparingLong(Mail::sentAtMs)
          .thenComparing(Mail::text)
          .thenComparing(mail -> mail.clock().toString())
          .thenComparingLong(mail -> mail.parties().sender())
          .thenComparingLong(mail -> mail.parties().receiver());

  public Mail {
    if (text.length() > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException("a text of " + text.length() + " characters");
    }
    clock = MailClock.copyOf(clock);
  }

  public Mail(MessageId id, UserName to, String text, long sentAtMs, long lamport) {
    this(id, to, text, sentAtMs, lamport, ClaimPair.UNKNOWN);
  }

  public Mail(
      MessageId id, UserName to, String text, long sentAtMs, long lamport, ClaimPair parties) {
    this(id, to, text, sentAtMs, lamport, Collections.emptySortedMap(), parties);
  }

  public Mail withClock(VersionVector delivered) {
    var counts = new TreeMap<String, Long>();
    delivered.counts().forEach((member, count) -> counts.put(member.toString(), count));
    return new Mail(id, to, text, sentAtMs, lamport, counts, parties);
  }

  Mail withText(String other) {
    return new Mail(id, to, other, sentAtMs, lamport, clock, parties);
  }

  /** The members in the clock. */
  public ClockMembers clockMembers() {
    return MailClock.copyOf(clock).members();
  }

  /**
   * This message with the parts of {@code other}, where they are the same to the letter: what many
   * messages have in common need not be in memory for each. This object, if nothing is different.
   */
  @SuppressWarnings("ReferenceEquality") // it is about objects
  public Mail sharing(Mail other) {
    var rest = sharing(other.id.stream()).sharing(other.to).sharing(other.clockMembers());
    return parties.equals(other.parties) && parties != other.parties
        ? new Mail(rest.id, rest.to, text, sentAtMs, lamport, rest.clock, other.parties)
        : rest;
  }

  /** As {@link #sharing(Mail)}, of the stream alone. */
  @SuppressWarnings("ReferenceEquality") // it is about objects
  public Mail sharing(ClientStream stream) {
    boolean isShared = id.stream() == stream || !id.stream().isSpelledAs(stream);
    return isShared ? this : new Mail(id.in(stream), to, text, sentAtMs, lamport, clock, parties);
  }

  /** As {@link #sharing(Mail)}, of the receiver alone. */
  @SuppressWarnings("ReferenceEquality") // it is about objects
  public Mail sharing(UserName receiver) {
    boolean isShared = to == receiver || !to.isSpelledAs(receiver);
    return isShared ? this : new Mail(id, receiver, text, sentAtMs, lamport, clock, parties);
  }

  /** As {@link #sharing(Mail)}, of the members in the clock alone. */
  public Mail sharing(ClockMembers members) {
    var shared = MailClock.copyOf(clock).sharing(members);
    return shared == clock ? this : new Mail(id, to, text, sentAtMs, lamport, shared, parties);
  }

  /** With the object {@code other} for its text, which is equal. */
  public Mail sharingText(String other) {
    return text.equals(other) ? withText(other) : this;
  }

  /**
   * One of two copies of the same message, which was sent through two servers: the copy with the
   * smaller Lamport time. Each copy of the stream's next number is larger than some copy of this
   * one, so with the smallest copies a mailbox is in the order of the stream.
   */
  public Mail smaller(Mail copy) {
    return COPIES.compare(this, copy) <= 0 ? this : copy;
  }

  public UserName from() {
    return id.stream().sender();
  }

  /**
   * The id that clients see, a name-based UUID (RFC 9562, 5.3), so that every server derives the
   * same id, also for a copy. It stands for the account, the number, the receiver and the text: a
   * number that is used again after a backup was restored, or by the user who won the name, makes
   * another id.
   */
  public UUID uuid() {
    if (RoomPost.is(this)) return RoomPost.uuid(this);
    if (!parties.isKnown()) return id.uuid();
    var name =
        String.join(
            "\n",
            from().key(),
            id.stream().client(),
            Long.toString(id.seq()),
            Long.toString(parties.sender()),
            to.key(),
            text);
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
