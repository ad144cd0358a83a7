package dev.parley.client.core;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Whom a client believes to be a server of its cluster. A server that was dialled before must show
 * the authority that it showed then, or one for which that one vouches. A server that is new to the
 * client is believed if it shows an authority that was believed since the start, as one must that a
 * known server named; otherwise the user is asked.
 */
public final class ServerTrust {
  /** The authority of a server, and earlier ones that signed it: their fingerprints. */
  public record Shown(String fingerprint, Set<String> vouchers) {
    public Shown {
      vouchers = Set.copyOf(vouchers);
    }
  }

  public enum Verdict {
    ACCEPT,
    ASK,
    REFUSE
  }

  /** Servers that are remembered; a user who dials more is asked again. */
  public static final int MAX_PINS = 1_000;

  private final Map<String, String> pins = new LinkedHashMap<>();
  private final Set<String> believed = new LinkedHashSet<>();
  private final Map<String, String> hints = new LinkedHashMap<>();

  /** {@code pins}: the fingerprints that servers showed before. */
  public ServerTrust(Map<String, String> pins) {
    pins.forEach(this::pin);
  }

  /**
   * These are the servers of one cluster, as one of them said in an earlier life of this client:
   * what any of them showed is believed of the others.
   */
  public void onServers(Collection<String> servers) {
    for (var server : servers) {
      var pinned = pins.get(key(server));
      if (pinned != null) believed.add(pinned);
    }
  }

  /** The user, or a link that they were given, says that this server has this authority. */
  public void onTold(String server, String fingerprint) {
    believed.add(fingerprint);
    pin(server, fingerprint);
  }

  /**
   * Somebody on the network says that this server has this authority. Nothing is believed of that,
   * since anybody can say it; but if the server shows another, the user should know.
   */
  public void onHinted(String server, String fingerprint) {
    hints.put(key(server), fingerprint);
    if (hints.size() > MAX_PINS) hints.remove(hints.keySet().iterator().next());
  }

  /** The server shows this; {@link #pins} may have changed. */
  public Verdict onShown(String server, Shown shown) {
    var pinned = pins.get(key(server));
    var wanted = pinned == null ? believed : Set.of(pinned);
    if (wanted.contains(shown.fingerprint())
        || shown.vouchers().stream().anyMatch(wanted::contains)) {
      onTold(server, shown.fingerprint());
      return Verdict.ACCEPT;
    }
    return pinned == null ? Verdict.ASK : Verdict.REFUSE;
  }

  /** The question for the user at the first contact. */
  public String question(String server, Shown shown) {
    return "The servers at %s show the key %s.%s Is that what your operator told you? (y/n) "
        .formatted(server, shown.fingerprint(), contradiction(server, shown));
  }

  private String contradiction(String server, Shown shown) {
    var hinted = hints.get(key(server));
    if (hinted == null || hinted.equals(shown.fingerprint())) return "";
    return " A server of this network named another one for it, %s: somebody may be listening in."
        .formatted(hinted);
  }

  /** For a user who cannot be asked. */
  public String unknown(String server, Shown shown) {
    return ("The servers at %s show the key %s, which this client does not know.%s If your operator"
            + " told you that one, connect with parley://%s#%s, or start the client at a terminal,"
            + " which asks.")
        .formatted(
            server, shown.fingerprint(), contradiction(server, shown), server, shown.fingerprint());
  }

  /** For a server that shows another authority than before. */
  public String refusal(String server, Shown shown) {
    return ("The servers at %s show another key than before: %s instead of %s. Somebody may be"
            + " listening in; nothing was sent. Ask your operator. If the key was replaced, connect"
            + " with parley://%s#%s.")
        .formatted(
            server,
            shown.fingerprint(),
            pins.getOrDefault(key(server), "none"),
            server,
            shown.fingerprint());
  }

  /** What is to be remembered: the server, and the fingerprint. */
  public Map<String, String> pins() {
    return Map.copyOf(pins);
  }

  private void pin(String server, String fingerprint) {
    pins.remove(key(server)); // to the end
    pins.put(key(server), fingerprint);
    if (pins.size() > MAX_PINS) pins.remove(pins.keySet().iterator().next());
  }

  private static String key(String server) {
    return server.toLowerCase(Locale.ROOT);
  }
}
