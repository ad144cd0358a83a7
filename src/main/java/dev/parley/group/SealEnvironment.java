package dev.parley.group;

import dev.parley.security.BusSeal;
import dev.parley.security.SealMode;
import java.util.Map;

/** The seal of a node with a key, and what is done with its news. */
public interface SealEnvironment {
  /** The same object each time; used by one actor. */
  BusSeal seal();

  /** {@code mode} is durable when this returns. */
  void keep(SealMode mode);

  /** The present state, for who watches the node; {@code late}: datagrams that came too late. */
  void report(SealMode mode, Map<String, BusSeal.PeerKeys> keys, long late);
}
