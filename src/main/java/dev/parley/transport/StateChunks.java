package dev.parley.transport;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.parley.wire.StateExchange;
import dev.parley.wire.StateExchange.Status;
import dev.parley.wire.WireLimits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** A state as it is answered: header, length, chunks with their checksums, digest of all. */
final class StateChunks {
  private StateChunks() {}

  static Source<ByteString, NotUsed> of(ByteString state) {
    int chunks = (state.size() + WireLimits.STATE_CHUNK_BYTES - 1) / WireLimits.STATE_CHUNK_BYTES;
    return Source.single(head(state))
        .concat(
            Source.range(0, chunks)
                .statefulMapConcat(
                    () -> {
                      var digest = StateDigest.create();
                      return index -> {
                        if (index == chunks) {
                          return List.of(ByteString.fromArrayUnsafe(digest.digest()));
                        }
                        var chunk = chunk(state, index);
                        digest.update(chunk);
                        return List.of(withCrc(chunk));
                      };
                    }));
  }

  private static ByteString head(ByteString state) {
    var length = ByteBuffer.allocate(StateExchange.LENGTH_BYTES).putLong(0, state.size()).array();
    return ByteString.fromArrayUnsafe(StateExchange.header(Status.WHOLE))
        .concat(ByteString.fromArrayUnsafe(length));
  }

  private static byte[] chunk(ByteString state, int index) {
    int from = index * WireLimits.STATE_CHUNK_BYTES;
    return state.slice(from, from + WireLimits.STATE_CHUNK_BYTES).toArray();
  }

  private static ByteString withCrc(byte[] chunk) {
    var crc = new CRC32C();
    crc.update(chunk);
    var part = ByteBuffer.allocate(StateAnswerReader.CRC_BYTES + chunk.length);
    return ByteString.fromArrayUnsafe(part.putInt((int) crc.getValue()).put(chunk).array());
  }
}
