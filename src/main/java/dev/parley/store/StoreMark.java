package dev.parley.store;

import java.util.Optional;

/** The mark in a store that names the node that it belongs to; only this package reads it. */
public final class StoreMark {
  private final Optional<Pairing.Found> found;

  private StoreMark(Optional<Pairing.Found> found) {
    this.found = found;
  }

  static StoreMark of(Pairing.Found found) {
    return new StoreMark(Optional.of(found));
  }

  /** Of a store that was reached, and in which nothing can be read. */
  static StoreMark damaged() {
    return new StoreMark(Optional.empty());
  }

  /** Of a node that keeps nothing. */
  public static StoreMark none() {
    return of(Pairing.Found.NOTHING);
  }

  /** Nothing if it is damaged. */
  Optional<Pairing.Found> found() {
    return found;
  }
}
