package dev.parley.chat.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a room writes to it, in two forms, both of which are mail. The <i>post</i> has
 * its number in the stream of the sender's client, and names who may see it: it is counted, told to
 * the sender's other clients and archived, and waits for nobody. A <i>copy</i> waits for each
 * member, in a stream that the client has for that receiver alone: so what one member has seen says
 * nothing about another, copies merge and are acknowledged like any mail, and a client that knows
 * no rooms acknowledges none unseen.
 */
public final class RoomPost {
  /** The longest text, in bytes of UTF-8: it shares a message with the claims of the members. */
  public static final int MAX_TEXT_BYTES = 8_192;

  /** In the place of a receiver's claim, which no account has: this is for a room. */
  private static final long FOR_A_ROOM = Long.MIN_VALUE + 1;

  /** The last one of those who may see a post: all who are members later. */
  private static final String NEWCOMERS = "*";

  private static final char END = '\n';
  private static final char NEXT = ' ';
  private static final int RADIX = Character.MAX_RADIX;

  private RoomPost() {}

  /**
   * The post of number {@code id}, to the room of {@code roomClaim}. {@code seenBy} are the claims
   * of those who may see it, the first one that of its sender.
   */
  public static Mail of(
      MessageId id, RoomName room, long roomClaim, List<Long> seenBy, String text, Times times) {
    return of(id, room, roomClaim, new Audience(seenBy, false), text, times);
  }

  /** As the other one, for those who come later too, if the audience has them. */
  public static Mail of(
      MessageId id, RoomName room, long roomClaim, Audience audience, String text, Times times) {
    var seenBy = audience.seenBy();
    var head = new StringBuilder(room.spelling()).append(END);
    for (int i = 0; i < seenBy.size(); i++) {
      if (i > 0) head.append(NEXT);
      head.append(Long.toString(seenBy.get(i), RADIX));
    }
    if (audience.hasNewcomers()) head.append(NEXT).append(NEWCOMERS);
    return new Mail(
        id,
        room.plain(),
        head.append(END).append(text).toString(),
        times.sentAtMs(),
        times.lamport(),
        new ClaimPair(roomClaim, FOR_A_ROOM));
  }

  /**
   * Who may see a post: these claims, the first one that of its sender, and whether also those who
   * come to the room later.
   */
  public record Audience(List<Long> seenBy, boolean hasNewcomers) {
    public Audience {
      seenBy = List.copyOf(seenBy);
    }
  }

  /** The sender's wall clock, and the Lamport time. */
  public record Times(long sentAtMs, long lamport) {}

  /** The account that gets a copy. */
  public record Receiver(UserName name, long claim) {}

  /** The copies of {@code post} for these members. */
  public static List<Mail> copies(Mail post, Collection<Receiver> receivers) {
    var text = room(post).spelling() + END + text(post); // one object for all
    var copies = new ArrayList<Mail>();
    for (var receiver : receivers) {
      var id = new MessageId(post.id().stream().toMember(receiver.name()), post.id().seq());
      var parties = post.parties();
      copies.add(
          new Mail(
              id, receiver.name(), text, post.sentAtMs(), post.lamport(), post.clock(), parties));
    }
    return copies;
  }

  /**
   * Whether {@code mail} is a post or a copy of one, with its form: all that this class says of
   * such mail can be asked then. What is forged may have another form, and is none.
   */
  public static boolean is(Mail mail) {
    return isMarked(mail) && (isCopy(mail) ? hasRoom(mail) : parts(mail) != null);
  }

  private static boolean isMarked(Mail mail) {
    return mail.parties().receiver() == FOR_A_ROOM;
  }

  /** Whether {@code mail} is a post that an account has written. */
  public static boolean isPost(Mail mail) {
    return isMarked(mail) && !isCopy(mail) && senderClaim(mail) != ClaimPair.ANY;
  }

  /** Whether {@code mail} is between two users, neither for a room nor in a stream of copies. */
  public static boolean isPrivate(Mail mail) {
    return !isMarked(mail) && !isCopy(mail);
  }

  /** Whether a server can have {@code mail} waiting: a post never waits, but its copies. */
  public static boolean mayWait(Mail mail) {
    return isPrivate(mail) || (isCopy(mail) && is(mail));
  }

  /** Whether {@code mail} waits for a member. */
  public static boolean isCopy(Mail mail) {
    return mail.id().stream().isToMember();
  }

  /** The name and the claim of a room, in the form in which the archive has conversations. */
  public static ClaimPair parties(long roomClaim) {
    return new ClaimPair(roomClaim, FOR_A_ROOM);
  }

  /** Whether these are the {@link #parties(long)} of a room. */
  public static boolean isRoom(long roomClaim, long mark) {
    return mark == FOR_A_ROOM && roomClaim != ClaimPair.ANY;
  }

  public static long roomClaim(Mail mail) {
    return mail.parties().sender();
  }

  /** The room of a post or copy. */
  public static RoomName room(Mail mail) {
    return RoomName.of(mail.text().substring(0, mail.text().indexOf(END)));
  }

  /** The text of any message, as its sender wrote it. */
  public static String text(Mail mail) {
    if (!is(mail)) return mail.text();
    int first = mail.text().indexOf(END);
    int start = isCopy(mail) ? first : mail.text().indexOf(END, first + 1);
    return mail.text().substring(start + 1);
  }

  /** The claim of the account that has written the post, or {@link ClaimPair#ANY} of none. */
  public static long senderClaim(Mail post) {
    var seenBy = seenBy(post);
    return seenBy.isEmpty() ? ClaimPair.ANY : seenBy.get(0);
  }

  /** Whether the account of this claim may see the post. */
  public static boolean isSeenBy(Mail post, long claim) {
    var parts = parts(post);
    // Asked of thousands of posts for one page: the numbers are compared as they are written.
    return parts != null
        && (NEXT + parts + NEXT).contains(NEXT + Long.toString(claim, RADIX) + NEXT);
  }

  /** Whether the post was sent for those who come to the room later, too. */
  public static boolean isForNewcomers(Mail post) {
    var parts = parts(post);
    return parts != null && parts.endsWith(NEXT + NEWCOMERS);
  }

  /** The claims of those who may see the post. */
  public static List<Long> seenBy(Mail post) {
    var parts = parts(post);
    var claims = new ArrayList<Long>();
    if (parts == null) return claims;
    for (var claim : parts.split(String.valueOf(NEXT), -1))
      if (!claim.equals(NEWCOMERS)) claims.add(number(claim));
    return claims;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text, RADIX);
    } catch (NumberFormatException notOurs) {
      return ClaimPair.ANY;
    }
  }

  /** The claims of a post as a text; null if it has not the form of one. */
  private static @Nullable String parts(Mail post) {
    int first = post.text().indexOf(END);
    int second = first < 0 ? -1 : post.text().indexOf(END, first + 1);
    return second > 0 && hasRoom(post) ? post.text().substring(first + 1, second) : null;
  }

  /** Whether the first line is the name of a room. */
  private static boolean hasRoom(Mail mail) {
    int first = mail.text().indexOf(END);
    return first > 0 && RoomName.parse(mail.text().substring(0, first)).isPresent();
  }

  /** The user or room with whom the receiver of {@code mail} talks. */
  public static String with(Mail mail) {
    return is(mail) ? room(mail).spelling() : mail.from().spelling();
  }

  /**
   * As {@link Mail#uuid}: that of a post and of all its copies. The room's name is in it and not
   * its claim, which is forgotten with the room, while a message may be sent again.
   */
  static UUID uuid(Mail mail) {
    var name =
        String.join(
            "\n",
            mail.from().key(),
            mail.id().stream().clientMark(),
            Long.toString(mail.id().seq()),
            room(mail).key(),
            text(mail));
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
