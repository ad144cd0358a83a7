package dev.parley.transport.peers;

import akka.util.ByteString;
import dev.parley.wire.StateHandshake;
import java.util.Optional;

/** Finds the request at the start of a connection. Never throws, whatever arrives. */
final class StateRequestReader {
  /** The request at the start of a connection, or the reason why none was read. */
  sealed interface Opened {}

  record Asked(StateHandshake.Request request) implements Opened {}

  enum Unread implements Opened {
    OTHER_VERSION,
    GARBAGE
  }

  private final FixedLengthReader parts = new FixedLengthReader();
  private boolean prefixRead;
  private boolean done;

  StateRequestReader() {
    parts.want(StateHandshake.REQUEST_PREFIX_BYTES);
  }

  /** The result, once; nothing as long as more bytes must come, and nothing after it. */
  Optional<Opened> onBytes(ByteString bytes) {
    if (done) return Optional.empty();
    parts.give(bytes);
    if (!prefixRead) {
      var prefix = parts.take();
      if (prefix.isEmpty()) return Optional.empty();
      prefixRead = true;
      int length = StateHandshake.requestBytes(prefix.get());
      if (length < 0) return finish(unread(prefix.get()));
      parts.want(length);
    }
    return parts.take().flatMap(body -> finish(opened(body)));
  }

  private static Opened opened(byte[] body) {
    return StateHandshake.request(body).<Opened>map(Asked::new).orElse(Unread.GARBAGE);
  }

  private static Opened unread(byte[] prefix) {
    return StateHandshake.isOfOtherVersion(prefix) ? Unread.OTHER_VERSION : Unread.GARBAGE;
  }

  private Optional<Opened> finish(Opened opened) {
    done = true;
    return Optional.of(opened);
  }
}
