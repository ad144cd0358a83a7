package dev.parley.protocol;

/**
 * The identity of one multicast message for ever: its origin and the origin's sequence number,
 * counted from 1 without gaps.
 */
public record Dot(MemberId origin, long seq) implements Comparable<Dot> {
  public Dot {
    if (seq < 1)
      throw new IllegalArgumentException("a sequence number starts at 1, this one is " + seq);
  }

  @Override
  public int compareTo(Dot other) {
    int byOrigin = origin.compareTo(other.origin);
    return byOrigin != 0 ? byOrigin : Long.compare(seq, other.seq);
  }

  @Override
  public String toString() {
    return origin + ":" + seq;
  }
}
