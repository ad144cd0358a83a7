package dev.parley.protocol;

import java.util.Locale;

/** The state of a node in its group, as its status reports it. */
public enum NodeState {
  /** It has not installed a view yet. */
  JOINING,

  /** A view change is under way. */
  ELECTING,

  MEMBER,
  LEAVING;

  /** The word for the state in the client protocol and over HTTP. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
