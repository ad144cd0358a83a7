package dev.parley.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The seal of the datagrams between members: {@code mode} in a word, {@code nodes} by their names,
 * and the datagrams that came too late to tell whether they are copies.
 */
public record SealReport(String mode, Map<String, Keys> nodes, long late) {
  /** The word for a node without a key. */
  public static final String INSECURE = "insecure";

  public static final SealReport OFF = new SealReport(INSECURE, Map.of(), 0);

  /** The ids of a node's keys; {@code seals} is null while it does not seal. */
  public record Keys(List<String> opens, @Nullable String seals) {}

  boolean isInsecure() {
    return mode.equals(INSECURE);
  }

  void put(ObjectNode member, String node) {
    var known = nodes.get(node);
    if (known == null) return;
    var keys = member.putObject("keys");
    known.opens().forEach(keys.putArray("opens")::add);
    keys.put("seals", known.seals());
  }
}
