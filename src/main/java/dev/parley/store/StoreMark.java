package dev.parley.store;

/** What a store says of the node that it belongs to; nobody but this package looks into it. */
public final class StoreMark {
  private final Pairing.Found found;

  StoreMark(Pairing.Found found) {
    this.found = found;
  }

  /** Of a node that keeps nothing. */
  public static StoreMark none() {
    return new StoreMark(Pairing.Found.NOTHING);
  }

  Pairing.Found found() {
    return found;
  }
}
