package dev.parley.chat;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import java.util.Comparator;
import java.util.List;

/** One entry of the registry's log. */
public record RegistryEntry(Position position, Content content) {
  /**
   * The epoch of the view whose coordinator wrote an entry, and the entry's number in the log, from
   * 1. Of two logs the one whose last position is larger has all that was ever decided.
   */
  public record Position(long epoch, long index) implements Comparable<Position> {
    /** No log gets so long; one that says so is forged or broken. */
    public static final long MAX_INDEX = 1L << 56;

    private static final Comparator<Position> ORDER =
        Comparator.comparingLong(Position::epoch).thenComparingLong(Position::index);

    @Override
    public int compareTo(Position other) {
      return ORDER.compare(this, other);
    }

    Position next(long inEpoch) {
      return new Position(inEpoch, Math.addExact(index, 1));
    }
  }

  /** Which registry it is: groups that were founded apart have two. */
  public record Founding(long epoch, MemberId founder) implements Comparable<Founding> {
    private static final Comparator<Founding> ORDER =
        Comparator.comparingLong(Founding::epoch).thenComparing(Founding::founder);

    @Override
    public int compareTo(Founding other) {
      return ORDER.compare(this, other);
    }
  }

  public sealed interface Content {}

  /**
   * The first entry of a view that may decide: once it is decided, so is everything before it.
   * {@code voters} are the nodes that vote from here on.
   */
  public record Opening(Founding founding, List<Member> members, List<String> voters)
      implements Content {
    public Opening {
      members = List.copyOf(members);
      voters = List.copyOf(voters);
    }
  }

  /** These nodes vote from here on: one more, or one less, than before. */
  public record Electorate(List<String> voters) implements Content {
    public Electorate {
      voters = List.copyOf(voters);
    }
  }

  /** What is decided about an account. */
  public record Decision(ChatEvent.AccountChange change) implements Content {}
}
