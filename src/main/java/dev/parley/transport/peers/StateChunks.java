package dev.parley.transport.peers;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.parley.wire.StateHandshake;
import dev.parley.wire.StateHandshake.Status;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.CRC32C;

/**
 * A state, or what is different in it, as it is sent in an answer: header, parts with their lengths
 * and checksums, an empty part, the digest of all. A part is made when there is room for it on the
 * connection.
 */
final class StateChunks {
  private StateChunks() {}

  static Source<ByteString, NotUsed> of(Iterable<byte[]> state, int version) {
    return of(Source.fromIterator(state::iterator), version);
  }

  static Source<ByteString, NotUsed> of(Source<byte[], NotUsed> state, int version) {
    return Source.lazySource(
            () -> {
              var digest = TransferDigest.create();
              return state
                  .map(part -> part(part, digest))
                  .concatLazy(Source.lazySource(() -> Source.single(end(digest))));
            })
        .mapMaterializedValue(later -> NotUsed.getInstance())
        .prepend(
            Source.single(
                ByteString.fromArrayUnsafe(StateHandshake.header(Status.WHOLE, version))));
  }

  private static ByteString part(byte[] part, MessageDigest digest) {
    digest.update(part);
    var crc = new CRC32C();
    crc.update(part);
    var bytes = ByteBuffer.allocate(StateHandshake.PART_HEAD_BYTES + part.length);
    return ByteString.fromArrayUnsafe(
        bytes.putInt(part.length).putInt((int) crc.getValue()).put(part).array());
  }

  private static ByteString end(MessageDigest digest) {
    var bytes =
        ByteBuffer.allocate(StateHandshake.PART_HEAD_BYTES + StateAnswerReader.DIGEST_BYTES);
    return ByteString.fromArrayUnsafe(bytes.putLong(0).put(digest.digest()).array());
  }
}
