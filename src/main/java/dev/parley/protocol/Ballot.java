package dev.parley.protocol;

/**
 * One attempt of one coordinator to change the view. A member promises at most one ballot per
 * epoch, and only larger epochs than it promised before; ballots are never ordered by coordinator.
 */
public record Ballot(long epoch, MemberId coordinator) {
  public Ballot {
    if (epoch < 1)
      throw new IllegalArgumentException("a ballot's epoch starts at 1, this one is " + epoch);
  }

  @Override
  public String toString() {
    return epoch + "/" + coordinator;
  }
}
