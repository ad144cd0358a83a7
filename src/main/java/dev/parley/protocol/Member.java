package dev.parley.protocol;

/**
 * A member with the addresses under which it is reached: {@code bus} by other members (UDP and
 * TCP), {@code client} by people.
 */
public record Member(MemberId id, Endpoint bus, Endpoint client) implements Comparable<Member> {
  @Override
  public int compareTo(Member other) {
    return id.compareTo(other.id);
  }
}
