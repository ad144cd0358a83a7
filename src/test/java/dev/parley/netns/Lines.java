package dev.parley.netns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** JSON lines both ways; a thread reads, whoever has the connection writes. */
final class Lines implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode END = MissingNode.getInstance();
  private static final int BUFFER_BYTES = 16_384;
  private static final long PATIENCE_MS = 10_000;

  private final SocketChannel channel;
  private final BlockingQueue<JsonNode> arrived = new LinkedBlockingQueue<>();

  // A channel and not its streams: in Java 17 these let nobody write while somebody reads.
  Lines(SocketChannel channel) {
    this.channel = channel;
    var reader = new Thread(this::read, "lines");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    var buffer = ByteBuffer.allocate(BUFFER_BYTES);
    var line = new ByteArrayOutputStream();
    try {
      while (channel.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          byte next = buffer.get();
          if (next == '\n') take(line);
          else line.write(next);
        }
      }
    } catch (IOException e) {
      // As good as its end.
    } finally {
      arrived.add(END);
    }
  }

  // A greeting is for people.
  private void take(ByteArrayOutputStream line) throws JsonProcessingException {
    var text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.startsWith("{")) arrived.add(JSON.readTree(text));
  }

  /** The next line; nothing if none comes in time. After the last one {@link #isOver} holds. */
  Optional<JsonNode> poll(long patienceMs) {
    try {
      return Optional.ofNullable(arrived.poll(patienceMs, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(END);
    }
  }

  /** Says whether {@code polled} is the end of the connection. */
  boolean isOver(Optional<JsonNode> polled) {
    return polled.isPresent() && polled.get().isMissingNode();
  }

  /** A request of this kind, for {@link #ask}. */
  static ObjectNode request(String op) {
    return JSON.createObjectNode().put("op", op).put("id", op);
  }

  /** The answer to {@code request}; what comes before it is dropped. */
  JsonNode ask(ObjectNode request) {
    write(request.toString());
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    while (System.nanoTime() < endNs) {
      var line = poll(100);
      if (isOver(line)) break;
      if (line.isPresent() && line.get().path("re").equals(request.path("id"))) return line.get();
    }
    throw new AssertionError("no answer to " + request);
  }

  /** Does nothing on a connection that has ended. */
  void write(String line) {
    var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) channel.write(bytes);
    } catch (IOException e) {
      close();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is left to be done with it.
    }
  }
}
