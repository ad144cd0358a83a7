package dev.parley.client.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.client.core.History;
import dev.parley.client.core.StoredMessage;
import dev.parley.files.PrivateFiles;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file of conversations: a line of JSON for each message, for each that was seen by its
 * receiver or goes to nobody, and for each id that is remembered without its message. Lines are
 * only appended; when there are many, the file is rewritten with the current ones.
 *
 * <p>A line of a room says who has written it ({@code from}), which those of users need not: they
 * are as they were before there were rooms. A client of before leaves out each line with a field
 * that it does not know, so it does not show what was said in a room as a conversation with a user.
 */
final class ConversationLog {
  /** More lines than this are more than count by far. */
  static final int MAX_LINES = 5 * History.MAX_LETTERS;

  private static final String RECEIVED = "received";
  private static final String DELIVERED = "delivered";
  private static final String RETURNED = "returned";
  private static final String FROM = "from";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Path file;

  /** {@code file} need not be there. */
  ConversationLog(Path file) {
    this.file = file;
  }

  /** Reads the file; {@code isOurs}: it may be compacted on this occasion. */
  History read(boolean isOurs) throws IOException {
    var history = new History();
    if (!Files.exists(file)) return history;
    if (isOurs) endLastLine();
    int lines = 0;
    // Half a character, of a process that was killed, is read as a mark, and its line left out.
    try (var reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        recall(line, history);
        lines++;
      }
    }
    if (lines > MAX_LINES && isOurs) rewrite(history);
    return history;
  }

  /** A process that was killed may have left half a line: the next one must not join it. */
  private void endLastLine() throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var last = ByteBuffer.allocate(1);
      if (channel.size() == 0 || channel.read(last, channel.size() - 1) < 1) return;
      if (last.get(0) != '\n') append("\n");
    }
  }

  private static void recall(String line, History history) {
    try {
      JsonNode node = MAPPER.readTree(line);
      if (node.has(DELIVERED)) history.delivered(node.path(DELIVERED).asText());
      else if (node.has(RETURNED)) history.returned(node.path(RETURNED).asText());
      else if (node.has(RECEIVED)) history.received(node.path(RECEIVED).asText());
      else if (node.has("peer")) history.add(message(node));
    } catch (JsonProcessingException e) {
      // The last line of a process that was killed may be half.
    }
  }

  private static StoredMessage message(JsonNode node) {
    return new StoredMessage(
        node.path("peer").asText(),
        node.path("own").asBoolean(),
        node.path("text").asText(),
        node.path("msg").asText(),
        node.path("sentAt").asText(),
        node.path("at").asText(),
        node.path(FROM).asText());
  }

  private void rewrite(History history) throws IOException {
    var next = file.resolveSibling(file.getFileName() + ".new");
    PrivateFiles.createFile(next);
    try (BufferedWriter writer = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
      for (var msg : history.forgotten()) writer.write(line(RECEIVED, msg));
      for (var message : history.messages()) writer.write(line(message));
      for (var msg : history.delivered()) writer.write(line(DELIVERED, msg));
      for (var msg : history.returned()) writer.write(line(RETURNED, msg));
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void add(StoredMessage message) {
    append(line(message));
  }

  void addDelivered(String msg) {
    append(line(DELIVERED, msg));
  }

  void addReceived(String msg) {
    append(line(RECEIVED, msg));
  }

  void addReturned(String msg) {
    append(line(RETURNED, msg));
  }

  private static String line(StoredMessage message) {
    var line =
        JsonNodeFactory.instance
            .objectNode()
            .put("peer", message.peer())
            .put("own", message.own())
            .put("text", message.text())
            .put("msg", message.msg())
            .put("sentAt", message.sentAt())
            .put("at", message.at());
    return (message.isOfRoom() ? line.put(FROM, message.from()) : line) + "\n";
  }

  private static String line(String kind, String msg) {
    return JsonNodeFactory.instance.objectNode().put(kind, msg) + "\n";
  }

  private void append(String line) {
    try {
      PrivateFiles.createFile(file);
      Files.writeString(file, line, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
