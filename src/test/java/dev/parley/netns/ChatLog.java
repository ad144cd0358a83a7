package dev.parley.netns;

import dev.parley.netns.ClientEvent.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The history of one client, in memory and, in the end, in a file. */
final class ChatLog {
  private final String client;
  private final List<ClientEvent> events = new ArrayList<>();

  ChatLog(String client) {
    this.client = client;
  }

  synchronized void add(Kind kind, String message, String peer, String answers) {
    events.add(new ClientEvent(System.nanoTime(), client, kind, message, peer, answers));
  }

  synchronized List<ClientEvent> events() {
    return List.copyOf(events);
  }

  void writeTo(Path directory) {
    try {
      Files.write(
          directory.resolve("client-" + client + ".ndjson"),
          events().stream().map(ClientEvent::toLine).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
