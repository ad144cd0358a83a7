package dev.parley.transport.clients;

import akka.util.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The server's end of one encrypted connection: bytes in, bytes out, no socket. Never throws,
 * whatever arrives. Between two calls it holds no more than an incomplete record.
 */
final class TlsChannel {
  /**
   * More than the largest record, encrypted or not; one for each thread, so idle ones have none.
   */
  private static final int SCRATCH_BYTES = 33 * 1024;

  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(SCRATCH_BYTES));

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final byte[] NO_BYTES = {};

  private final SSLEngine engine;
  private byte[] rest = NO_BYTES;
  private ByteString outgoing = ByteString.emptyByteString();
  private boolean isOpen;
  private boolean isInputOver;
  private boolean isBroken;

  TlsChannel(SSLEngine engine) {
    this.engine = engine;
  }

  /** For the end that dials: says hello. */
  void begin() throws SSLException {
    engine.beginHandshake();
    receive(NO_BYTES);
  }

  /** Whether the handshake is over: only then can anything be encrypted. */
  boolean isOpen() {
    return isOpen;
  }

  /** The client has said that it sends nothing more. */
  boolean isInputOver() {
    return isInputOver;
  }

  /** What came is not TLS, or not that of this connection; {@link #takeOutgoing} says so. */
  boolean isBroken() {
    return isBroken;
  }

  /** The bytes that must be sent now, of the handshake and of its end. */
  ByteString takeOutgoing() {
    var taken = outgoing;
    outgoing = ByteString.emptyByteString();
    return taken;
  }

  /** Takes what came, and returns what it says; nothing while a record is incomplete. */
  byte[] receive(byte[] arrived) {
    if (isBroken || isInputOver) return NO_BYTES;
    var input = ByteBuffer.wrap(joined(rest, arrived));
    var plain = new ByteArrayOutputStream(0);
    try {
      boolean isMore = true;
      while (isMore) isMore = step(input, plain);
      rest = input.hasRemaining() ? remaining(input) : NO_BYTES;
    } catch (SSLException | RuntimeException e) {
      // The library refuses some input by exceptions of other kinds.
      isBroken = true;
      rest = NO_BYTES;
      drain();
    }
    return plain.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    if (first.length == 0) return second;
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] remaining(ByteBuffer input) {
    byte[] bytes = new byte[input.remaining()];
    input.get(bytes);
    return bytes;
  }

  /** Returns false when nothing more can be done before more arrives. */
  private boolean step(ByteBuffer input, ByteArrayOutputStream plain) throws SSLException {
    var status = engine.getHandshakeStatus();
    if (status == HandshakeStatus.NEED_TASK) {
      for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask())
        task.run();
      return true;
    }
    if (status == HandshakeStatus.NEED_WRAP) return wrap(NOTHING);
    if (!input.hasRemaining()) return false;
    var scratch = SCRATCH.get().clear();
    var result = engine.unwrap(input, scratch);
    note(result);
    plain.write(scratch.array(), scratch.arrayOffset(), scratch.position());
    if (result.getStatus() == Status.CLOSED) isInputOver = true;
    if (result.getStatus() == Status.BUFFER_OVERFLOW) throw new SSLException("too large a record");
    return result.getStatus() == Status.OK;
  }

  private void note(SSLEngineResult result) {
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) isOpen = true;
  }

  /** Returns false when nothing was written. */
  private boolean wrap(ByteBuffer source) throws SSLException {
    var scratch = SCRATCH.get().clear();
    var result = engine.wrap(source, scratch);
    note(result);
    scratch.flip();
    if (scratch.hasRemaining()) outgoing = outgoing.concat(ByteString.fromByteBuffer(scratch));
    return result.getStatus() == Status.OK && result.bytesProduced() > 0;
  }

  /** Encrypts for {@link #takeOutgoing}; only when this is open. */
  void send(ByteString plain) {
    try {
      for (var source : plain.getByteBuffers()) {
        while (source.hasRemaining()) if (!wrap(source)) throw new SSLException("closed");
      }
    } catch (SSLException e) {
      isBroken = true;
    }
  }

  /** Nothing more will be sent; what says so is outgoing. */
  void close() {
    engine.closeOutbound();
    drain();
  }

  private void drain() {
    try {
      for (int i = 0; i < 4 && !engine.isOutboundDone(); i++) if (!wrap(NOTHING)) return;
    } catch (SSLException e) {
      isBroken = true;
    }
  }
}
