package dev.parley.chat.accounts;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One entry of the account log. */
public record AccountLogEntry(Position position, Content content) {
  /**
   * The epoch of the view whose coordinator wrote an entry, and the entry's number in the log, from
   * 1. Of two logs, the one whose last position is larger has everything that was ever decided.
   */
  public record Position(long epoch, long index) implements Comparable<Position> {
    /** No log becomes this long; a log that claims to be is forged or broken. */
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

  /**
   * The identity of an account log: groups that were founded apart have two. Of several foundings
   * the smallest continues: the one of the highest generation; of these, the one with the highest
   * {@code id}; and of those that were never forced, the oldest.
   *
   * @param generation how often a set of voters was made by force; 0 if never
   * @param id drawn at random when that was last done, so that two foundings of one generation
   *     differ; 0 in generation 0
   */
  public record Founding(long epoch, MemberId founder, int generation, long id)
      implements Comparable<Founding> {
    /**
     * The highest generation. An operator gives the command each time, so only forged bytes reach
     * it.
     */
    public static final int MAX_GENERATION = 1_000_000;

    private static final Comparator<Founding> ORDER =
        Comparator.comparingInt(Founding::generation)
            .thenComparingLong(Founding::id)
            .reversed()
            .thenComparingLong(Founding::epoch)
            .thenComparing(Founding::founder);

    public Founding {
      if (generation < 0 || generation > MAX_GENERATION)
        throw new IllegalArgumentException("there is no generation " + generation);
      if (generation == 0 && id != 0)
        throw new IllegalArgumentException("nothing was forced, but it has the id " + id);
    }

    /** The first founding of a group. */
    public static Founding first(long epoch, MemberId founder) {
      return new Founding(epoch, founder, 0, 0);
    }

    /** The founding that a forced recovery makes of this one. */
    Founding forced(long drawn) {
      return new Founding(epoch, founder, generation + 1, drawn);
    }

    public boolean isForced() {
      return generation > 0;
    }

    @Override
    public int compareTo(Founding other) {
      return ORDER.compare(this, other);
    }
  }

  public sealed interface Content {}

  /** The opening of a view, if this entry is one. */
  Optional<Opening> opening() {
    if (content instanceof Opening opening) return Optional.of(opening);
    return content instanceof RestrictedOpening restricted
        ? Optional.of(restricted.opening())
        : Optional.empty();
  }

  /**
   * The first entry of a view that may decide: once it is decided, so is everything before it.
   * {@code voters} are the nodes that vote from here on. If its founding has a higher generation
   * than that of the log before it, it is forced: the voters before it do not vote any more.
   */
  public record Opening(Founding founding, List<Member> members, List<String> voters)
      implements Content {
    public Opening {
      members = List.copyOf(members);
      voters = List.copyOf(voters);
    }
  }

  /**
   * The first entry of a log whose founder lets not everybody register. An entry of its own: the
   * openings of all other views say nothing about that, and are written as by earlier versions.
   */
  public record RestrictedOpening(Opening opening, Registration registration) implements Content {}

  /** These nodes vote from here on: one more, or one less, than before. */
  public record Electorate(List<String> voters) implements Content {
    public Electorate {
      voters = List.copyOf(voters);
    }
  }

  /** A decision about an account, or about who may register one. */
  public record Decision(AccountChange change) implements Content {}
}
