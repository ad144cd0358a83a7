package dev.parley.transport.peers;

import akka.util.ByteString;
import dev.parley.chat.BucketDigests;
import dev.parley.wire.BucketCodec;
import dev.parley.wire.StateHandshake;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds the request at the start of a connection. Never throws, whatever arrives. */
final class StateRequestReader {
  /** The request at the start of a connection, or the reason why none was read. */
  sealed interface Opened {}

  /** {@code known} are the digests of the asking member; without them it asks for everything. */
  record Asked(StateHandshake.Request request, Optional<BucketDigests> known) implements Opened {
    int version() {
      return known.isPresent() ? StateHandshake.VERSION : StateHandshake.WHOLE_VERSION;
    }
  }

  /** It asks for a copy of what is different in the state as it is now. */
  record CopyAsked(String cluster, BucketDigests known) implements Opened {}

  enum Unread implements Opened {
    OTHER_VERSION,
    GARBAGE
  }

  private enum Stage {
    PREFIX,
    REQUEST,
    DIGESTS_HEAD,
    DIGESTS,
    DONE
  }

  private final FixedLengthReader parts = new FixedLengthReader();
  private Stage stage = Stage.PREFIX;
  private final boolean isBusy;
  private int version;
  private Optional<StateHandshake.Request> request = Optional.empty();
  private Optional<String> copied = Optional.empty();

  /** A holder that is busy refuses anyway, and takes no memory for digests. */
  StateRequestReader(boolean isBusy) {
    this.isBusy = isBusy;
    parts.want(StateHandshake.REQUEST_PREFIX_BYTES);
  }

  /** The result, once; nothing as long as more bytes must come, and nothing after it. */
  Optional<Opened> onBytes(ByteString bytes) {
    parts.give(bytes);
    while (stage != Stage.DONE) {
      var part = parts.take();
      if (part.isEmpty()) return Optional.empty();
      var opened = onPart(part.get());
      if (opened.isPresent()) {
        stage = Stage.DONE;
        return opened;
      }
    }
    return Optional.empty();
  }

  private Optional<Opened> onPart(byte[] part) {
    return switch (stage) {
      case PREFIX -> onPrefix(part);
      case REQUEST -> onRequest(part);
      case DIGESTS_HEAD -> onDigestsHead(ByteBuffer.wrap(part).getInt());
      case DIGESTS -> Optional.of(asked(BucketCodec.digests(part)));
      case DONE -> Optional.empty();
    };
  }

  private Optional<Opened> onPrefix(byte[] prefix) {
    int length = StateHandshake.requestBytes(prefix);
    if (length < 0) return Optional.of(unread(prefix));
    version = StateHandshake.version(prefix);
    return want(Stage.REQUEST, length);
  }

  private static Opened unread(byte[] prefix) {
    return StateHandshake.isOfOtherVersion(prefix) ? Unread.OTHER_VERSION : Unread.GARBAGE;
  }

  private Optional<Opened> onRequest(byte[] body) {
    if (version == StateHandshake.COPY_VERSION) return onCopyRequest(body);
    request = StateHandshake.request(body);
    if (request.isEmpty()) return Optional.of(Unread.GARBAGE);
    if (version == StateHandshake.VERSION && !isBusy)
      return want(Stage.DIGESTS_HEAD, StateHandshake.DIGESTS_HEAD_BYTES);
    return Optional.of(new Asked(request.get(), Optional.empty()));
  }

  private Optional<Opened> onCopyRequest(byte[] body) {
    copied = StateHandshake.copyRequest(body);
    if (copied.isEmpty()) return Optional.of(Unread.GARBAGE);
    if (isBusy) return Optional.of(new CopyAsked(copied.get(), BucketDigests.EMPTY));
    return want(Stage.DIGESTS_HEAD, StateHandshake.DIGESTS_HEAD_BYTES);
  }

  private Optional<Opened> onDigestsHead(int bytes) {
    if (!BucketCodec.isLengthOfDigests(bytes)) return Optional.of(Unread.GARBAGE);
    return want(Stage.DIGESTS, bytes);
  }

  private Opened asked(Optional<BucketDigests> known) {
    if (known.isEmpty()) return Unread.GARBAGE;
    if (copied.isPresent()) return new CopyAsked(copied.get(), known.get());
    return new Asked(request.orElseThrow(), known);
  }

  private Optional<Opened> want(Stage next, int length) {
    stage = next;
    parts.want(length);
    return Optional.empty();
  }
}
