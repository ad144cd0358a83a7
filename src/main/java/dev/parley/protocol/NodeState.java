package dev.parley.protocol;

import java.util.Locale;

/** What a node is to its group, as its status says. */
public enum NodeState {
  /** It has not installed a view yet. */
  JOINING,

  /** A view change is under way. */
  ELECTING,

  MEMBER,
  LEAVING;

  /** As in the client protocol and over HTTP. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
