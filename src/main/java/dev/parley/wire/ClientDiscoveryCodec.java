package dev.parley.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The exchange by which a client finds a node (client protocol, 4): one JSON object in a datagram
 * each way. Fields that are not known are ignored. Reading never throws, whatever the bytes are.
 */
public final class ClientDiscoveryCodec {
  /** The longest nonce: it comes back in the answer. */
  public static final int MAX_NONCE_LENGTH = 64;

  /**
   * Fits every network (IPv6 promises 1,280 with headers), and an answer with dozens of servers.
   */
  static final int REQUEST_BYTES = 1_200;

  private static final int MAX_NESTING = 4;
  private static final byte FIRST_BYTE = '{';

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(WireLimits.MAX_CLIENT_DATAGRAM_BYTES)
                          .maxNestingDepth(MAX_NESTING)
                          .build())
                  .build())
          .build();

  /** SHA256: and 43 letters; others are not shown to a user. */
  private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

  /**
   * A node's description of itself for a client; the servers are client addresses, host:port. The
   * fingerprint is a hint and no proof: anybody on the network can answer.
   */
  public record Answer(
      String nonce,
      String server,
      boolean leader,
      Optional<String> fingerprint,
      List<String> servers) {
    public Answer {
      servers = List.copyOf(servers);
    }
  }

  private final String cluster;

  public ClientDiscoveryCodec(String cluster) {
    this.cluster = cluster;
  }

  /** Returns true if a datagram claims to be a client's: no frame begins like that. */
  public static boolean isFromClient(byte[] datagram) {
    return datagram.length > 0 && datagram[0] == FIRST_BYTE;
  }

  /** The nonce of a request for this cluster; nothing if the datagram is anything else. */
  public Optional<String> request(byte[] datagram) {
    var request = read(datagram, "discover");
    return request.flatMap(r -> text(r, "nonce")).filter(ClientDiscoveryCodec::isNonce);
  }

  /** The answer in a datagram, if it is one for this cluster. */
  public Optional<Answer> answer(byte[] datagram) {
    var answer = read(datagram, "here");
    var nonce = answer.flatMap(a -> text(a, "nonce")).filter(ClientDiscoveryCodec::isNonce);
    var server = answer.flatMap(a -> text(a, "server"));
    if (answer.isEmpty() || nonce.isEmpty() || server.isEmpty()) return Optional.empty();
    var servers = new ArrayList<String>();
    for (var element : answer.get().path("servers")) {
      if (element.isTextual()) servers.add(element.textValue());
    }
    boolean leader = answer.get().path("leader").asBoolean(false);
    var fingerprint =
        text(answer.get(), "fingerprint").filter(t -> FINGERPRINT.matcher(t).matches());
    return Optional.of(new Answer(nonce.get(), server.get(), leader, fingerprint, servers));
  }

  /** Padded: no answer that leaves this machine is longer than its request. */
  public byte[] encodeRequest(String nonce) {
    var request = head("discover", nonce).put("pad", "");
    int missing = REQUEST_BYTES - bytes(request).length;
    return bytes(request.put("pad", "x".repeat(Math.max(0, missing))));
  }

  /**
   * As many servers as fit {@code maxBytes} are named, the first ones first, and the fingerprint if
   * that fits; nothing if the answer does not even fit without them.
   */
  public Optional<byte[]> encodeAnswer(Answer answer, int maxBytes) {
    int limit = Math.min(maxBytes, WireLimits.MAX_CLIENT_DATAGRAM_BYTES);
    var servers = new ArrayList<>(answer.servers());
    var fingerprint = answer.fingerprint();
    while (true) {
      var named = fingerprint;
      var object = head("here", answer.nonce());
      object.put("server", answer.server()).put("leader", answer.leader());
      named.ifPresent(text -> object.put("fingerprint", text));
      var array = object.putArray("servers");
      servers.forEach(array::add);
      var bytes = bytes(object);
      if (bytes.length <= limit) return Optional.of(bytes);
      if (!servers.isEmpty()) servers.remove(servers.size() - 1);
      else if (fingerprint.isPresent()) fingerprint = Optional.empty();
      else return Optional.empty();
    }
  }

  private ObjectNode head(String kind, String nonce) {
    return MAPPER
        .createObjectNode()
        .put("parley", kind)
        .put("cluster", cluster)
        .put("nonce", nonce);
  }

  private static byte[] bytes(ObjectNode object) {
    try {
      return MAPPER.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + object, e);
    }
  }

  private Optional<JsonNode> read(byte[] datagram, String kind) {
    if (!isFromClient(datagram)) return Optional.empty();
    if (datagram.length > WireLimits.MAX_CLIENT_DATAGRAM_BYTES) return Optional.empty();
    try {
      var object = Optional.ofNullable(MAPPER.readTree(datagram));
      return object.filter(o -> is(o, "parley", kind) && is(o, "cluster", cluster));
    } catch (IOException | RuntimeException e) {
      // The parser is not ours: whatever it throws at foreign bytes means that they are no JSON.
      return Optional.empty();
    }
  }

  private static boolean is(JsonNode object, String field, String value) {
    return text(object, field).filter(value::equals).isPresent();
  }

  private static Optional<String> text(JsonNode object, String field) {
    return Optional.ofNullable(object.path(field).textValue());
  }

  private static boolean isNonce(String nonce) {
    return !nonce.isEmpty() && nonce.length() <= MAX_NONCE_LENGTH;
  }
}
