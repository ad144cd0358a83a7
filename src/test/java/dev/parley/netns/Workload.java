package dev.parley.netns;

import dev.parley.netns.ClientEvent.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Users on all servers who write to each other. */
final class Workload implements AutoCloseable {
  private final List<ChatClient> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private Workload() {}

  /** {@code users} of them, in turn on the servers, each writing once in {@code meanGapMs}. */
  static Workload start(Dialer dialer, List<String> servers, int users, long meanGapMs, long seed) {
    var names = names(users);
    names.forEach(name -> register(dialer, servers.get(0), name));
    return start(dialer, new ChatClient.Plan(names, servers, meanGapMs, false), Map.of(), seed);
  }

  /** The same; some of what they write goes to a room in which all of them are. */
  static Workload startWithRoom(
      Dialer dialer, List<String> servers, int users, long meanGapMs, long seed) {
    var names = names(users);
    names.forEach(name -> register(dialer, servers.get(0), name));
    var tickets = SharedRoom.open(dialer, servers, names);
    return start(dialer, new ChatClient.Plan(names, servers, meanGapMs, true), tickets, seed);
  }

  private static List<String> names(int users) {
    return IntStream.rangeClosed(1, users).mapToObj(i -> "u" + i).toList();
  }

  private static Workload start(
      Dialer dialer, ChatClient.Plan plan, Map<String, String> tickets, long seed) {
    var workload = new Workload();
    for (int i = 0; i < plan.users().size(); i++) {
      var name = plan.users().get(i);
      var ticket = tickets.getOrDefault(name, "");
      int server = i % plan.servers().size();
      var client = new ChatClient(dialer, name, ticket, server, plan, seed + i);
      workload.clients.add(client);
      var thread = new Thread(client, "client " + name);
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
    var accepted = new HashSet<String>();
    for (var event : events) if (event.kind() == Kind.ACCEPTED) accepted.add(event.message());
    var missing = new TreeSet<String>();
    for (var event : events) {
      if (event.kind() != Kind.SENT || !accepted.contains(event.message())) continue;
      for (var receiver : SharedRoom.receivers(event, names()))
        missing.add(copy(event.message(), receiver));
    }
    for (var event : events)
      if (event.kind() == Kind.DISPLAYED) missing.remove(copy(event.message(), event.client()));
    return missing.isEmpty() ? Optional.empty() : Optional.of("not displayed: " + missing);
  }

  private static String copy(String message, String receiver) {
    return message + " to " + receiver;
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
