package dev.parley.observe;

import dev.parley.protocol.View;
import java.util.List;

/**
 * What a server does, in a few numbers that only grow, beside those of now: whoever looks twice has
 * the rates. {@code accepted}, {@code displayed}: messages since its start. {@code accept}: how
 * long it took to accept them.
 */
public record Figures(
    long upMs, long heapBytes, long heapLimit, long accepted, long displayed, List<Bucket> accept) {
  /** So many messages took no longer than {@code ms}. */
  public record Bucket(long ms, long count) {}

  public Figures {
    accept = View.atMostAll(accept);
  }
}
