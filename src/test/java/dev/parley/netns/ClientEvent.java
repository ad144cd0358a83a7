package dev.parley.netns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one client saw or did. {@code message} is the client's own name for a message, which travels
 * in its text: the sender, '#' and its number. {@code peer} is the receiver of what was sent, the
 * sender of what was displayed, the server of a session; {@code answers} the message to which a
 * sent one is a reply, or empty.
 */
record ClientEvent(long at, String client, Kind kind, String message, String peer, String answers) {
  enum Kind {
    /** Decided; written to the server afterwards. */
    SENT,
    /** The server said that it is on at least two servers, or on the only one. */
    ACCEPTED,
    /** Shown to the user, for the first time at this client. */
    DISPLAYED,
    /** The server was told that it was displayed. */
    ACKNOWLEDGED,
    /** A session began at the server {@code peer}. */
    CONNECTED,
    /** It ended, or the client gave it up. */
    DISCONNECTED,
    /** The server gave an error, which {@code message} says. */
    REFUSED
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  String toLine() {
    return JSON.createObjectNode()
        .put("t", at)
        .put("client", client)
        .put("ev", kind.name())
        .put("msg", message)
        .put("peer", peer)
        .put("re", answers)
        .toString();
  }

  static ClientEvent parse(String line) {
    try {
      var fields = JSON.readTree(line);
      return new ClientEvent(
          fields.path("t").asLong(),
          fields.path("client").asText(),
          Kind.valueOf(fields.path("ev").asText()),
          fields.path("msg").asText(),
          fields.path("peer").asText(),
          fields.path("re").asText());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<ClientEvent> read(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.map(ClientEvent::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
