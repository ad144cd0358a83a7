package dev.parley.netns;

import dev.parley.netns.ClientEvent.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Users on all servers who write to each other. */
final class Workload implements AutoCloseable {
  private final List<ChatClient> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private Workload() {}

  /** {@code users} of them, in turn on the servers, each writing once in {@code meanGapMs}. */
  static Workload start(Dialer dialer, List<String> servers, int users, long meanGapMs, long seed) {
    var names = IntStream.rangeClosed(1, users).mapToObj(i -> "u" + i).toList();
    names.forEach(name -> register(dialer, servers.get(0), name));
    var plan = new ChatClient.Plan(names, servers, meanGapMs);
    var workload = new Workload();
    for (int i = 0; i < users; i++) {
      var client = new ChatClient(dialer, names.get(i), i % servers.size(), plan, seed + i);
      workload.clients.add(client);
      var thread = new Thread(client, "client " + names.get(i));
      thread.setDaemon(true);
      workload.threads.add(thread);
    }
    workload.threads.forEach(Thread::start);
    return workload;
  }

  private static void register(Dialer dialer, String server, String name) {
    var request =
        "{\"op\":\"register\",\"id\":\"r\",\"name\":\"%s\",\"password\":\"%s\"}"
            .formatted(name, ChatClient.password(name));
    var answer = dialer.ask(server, request, 20_000);
    if (!answer.map(a -> a.path("ev").asText()).orElse("").equals("registered"))
      throw new AssertionError("registration of " + name + " at " + server + ": " + answer);
  }

  /** All users stop writing; what is under way goes on. */
  void fallSilent() {
    clients.forEach(ChatClient::fallSilent);
  }

  List<String> names() {
    return clients.stream().map(ChatClient::name).toList();
  }

  List<ClientEvent> events() {
    return clients.stream().flatMap(client -> client.log().events().stream()).toList();
  }

  long count(Kind kind) {
    return events().stream().filter(event -> event.kind() == kind).count();
  }

  /** What is still missing until all is accepted and all that is accepted is displayed. */
  Optional<String> outstanding() {
    int open = clients.stream().mapToInt(ChatClient::open).sum();
    if (open > 0) return Optional.of(open + " messages are not accepted");
    var events = events();
    var missing = new HashSet<String>();
    for (var event : events) if (event.kind() == Kind.ACCEPTED) missing.add(event.message());
    for (var event : events) if (event.kind() == Kind.DISPLAYED) missing.remove(event.message());
    return missing.isEmpty() ? Optional.empty() : Optional.of("not displayed: " + missing);
  }

  void writeTo(Path directory) {
    clients.forEach(client -> client.log().writeTo(directory));
  }

  /** Returns when the clients have ended. */
  @Override
  public void close() {
    clients.forEach(ChatClient::stop);
    for (var thread : threads) {
      try {
        thread.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
