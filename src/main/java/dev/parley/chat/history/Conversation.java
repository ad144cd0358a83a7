package dev.parley.chat.history;

import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * All messages between two accounts, in both directions, or of a room; {@code first} is not after
 * {@code second}. The accounts are told by their claims: who wins a name at a merge does not get
 * the conversations of who had it. A claim is {@link ClaimPair#ANY} in what servers of earlier
 * versions sent.
 */
public record Conversation(UserName first, long firstClaim, UserName second, long secondClaim)
    implements Comparable<Conversation> {
  private static final Comparator<Conversation> ORDER =
      Comparator.comparing(Conversation::first)
          .thenComparing(Conversation::second)
          .thenComparingLong(Conversation::firstClaim)
          .thenComparingLong(Conversation::secondClaim);

  public Conversation {
    if (first.compareTo(second) > 0)
      throw new IllegalArgumentException("not in order: " + first + ", " + second);
  }

  /** The conversation of these two accounts, in any order. */
  public static Conversation between(UserName one, long claim, UserName other, long otherClaim) {
    return one.compareTo(other) <= 0
        ? new Conversation(one, claim, other, otherClaim)
        : new Conversation(other, otherClaim, one, claim);
  }

  /**
   * That of a room: of its name with itself, under its claim and a mark that no account has as its
   * claim.
   */
  public static Conversation ofRoom(RoomName room, long claim) {
    var parties = RoomPost.parties(claim);
    return new Conversation(room.plain(), parties.sender(), room.plain(), parties.receiver());
  }

  public static Conversation of(Mail mail) {
    if (RoomPost.is(mail)) return ofRoom(RoomPost.room(mail), RoomPost.roomClaim(mail));
    var parties = mail.parties();
    return between(mail.from(), parties.sender(), mail.to(), parties.receiver());
  }

  /** Whether it is that of a room. */
  public boolean isOfRoom() {
    return RoomPost.isRoom(firstClaim, secondClaim);
  }

  /** This one and those of earlier versions, which did not say between which accounts they were. */
  public List<Conversation> withUnknownClaims() {
    if (isOfRoom()) return List.of(this);
    return Stream.of(
            this,
            new Conversation(first, ClaimPair.ANY, second, secondClaim),
            new Conversation(first, firstClaim, second, ClaimPair.ANY),
            new Conversation(first, ClaimPair.ANY, second, ClaimPair.ANY))
        .distinct()
        .toList();
  }

  /** Who gets what {@code sender}, one of the two, writes. */
  public UserName receiverOf(UserName sender) {
    return sender.equals(first) ? second : first;
  }

  /** The claims of a message that {@code sender}, one of the two, writes. */
  public ClaimPair partiesOf(UserName sender) {
    return sender.equals(first) || isOfRoom()
        ? new ClaimPair(firstClaim, secondClaim)
        : new ClaimPair(secondClaim, firstClaim);
  }

  @Override
  public int compareTo(Conversation other) {
    return ORDER.compare(this, other);
  }
}
