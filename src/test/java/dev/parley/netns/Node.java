package dev.parley.netns;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.it.Cluster;
import dev.parley.it.NodeProcess;
import dev.parley.security.KeyFile;
import dev.parley.store.KeyStore;
import dev.parley.tls.ClusterAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A node as in production, on its own host; its data and its history outlive its processes. */
final class Node {
  private static final int PORT = 1111;
  private static final long START_SECONDS = 90;

  private final Host host;
  private final Path data;
  private final Path history;
  private final List<String> properties;
  private final String cluster;
  private Path key;
  private boolean isInsecure;
  private final List<String> flags = new ArrayList<>();
  private String told;
  private final List<NodeProcess> lives = new ArrayList<>();
  private @Nullable NodeProcess process;

  Node(Host host, Path directory, String cluster, List<String> properties) {
    this.host = host;
    this.data = directory.resolve("data-" + host.number());
    this.history = directory.resolve("node-" + host.number() + ".ndjson");
    this.cluster = cluster;
    this.told = host.address();
    this.key = key(directory.resolve("cluster.key"), cluster);
    this.flags.addAll(List.of("--bind", host.address()));
    this.properties = new ArrayList<>();
    this.properties.add("-Dparley.record=" + history);
    this.properties.add(Cluster.FOR_OUR_CLIENTS);
    // A host registers the users of a whole scene.
    this.properties.add("-Dparley.client.address-registrations=0");
    this.properties.add("-Dparley.client.node-registrations=0");
    // Users of these tests register from other hosts, and have no codes.
    this.properties.add("-Dparley.registration=open");
    // The tests look at views as nobody in particular.
    this.properties.add("-Dparley.http.public-status=on");
    // Clients move as often as nodes fail.
    this.properties.add("-Dparley.client.logins-per-minute=0");
    // The clients of these tests speak plain text, from other hosts.
    this.properties.add("-Dparley.client.plain=on");
    this.properties.add("-Dlogback.configurationFile=" + Path.of("conf", "logback.xml"));
    // The last word on a property counts.
    this.properties.addAll(properties);
  }

  /** Makes it where it is not there: so it is the same for all nodes of a scene. */
  private static Path key(Path file, String cluster) {
    var random = new SecureRandom();
    var now = Instant.now();
    KeyStore.at(file, cluster)
        .make(
            random,
            () -> ClusterAuthority.completed(KeyFile.draw(cluster, random, now), now, random));
    return file;
  }

  Host host() {
    return host;
  }

  Path history() {
    return history;
  }

  /** What its operator knows. */
  String token() {
    try {
      return Files.readString(data.resolve("admin-token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect. */
  String server() {
    return (told.indexOf(':') < 0 ? told : "[" + told + "]") + ":" + PORT;
  }

  /** Where other nodes find it. */
  String bus() {
    return (told.indexOf(':') < 0 ? told : "[" + told + "]") + ":" + (PORT + 10_000);
  }

  /** From its next start on it listens at {@code bind}, and tells others {@code address}. */
  void bind(String bind, String address) {
    told = address;
    flags.clear();
    flags.addAll(List.of("--bind", bind));
    if (!bind.equals(address)) flags.addAll(List.of("--advertise", address));
  }

  /** From its next start on it has no key: what it sends and shows can be read by anybody. */
  void insecure() {
    isInsecure = true;
  }

  /** From its next start on it has another key than all others. */
  void anotherKey() {
    key = key(data.resolveSibling("another.key"), cluster);
  }

  /** From its next start on it asks these for the group. */
  void seeds(List<Node> seeds) {
    seeds.forEach(seed -> flags.addAll(List.of("--seed", seed.bus())));
  }

  /** Does not wait for it. */
  void start() {
    if (isRunning()) throw new IllegalStateException(this + " runs");
    var all = new ArrayList<>(flags);
    all.addAll(List.of("--cluster", cluster));
    all.addAll(isInsecure ? List.of("--insecure") : List.of("--key", key.toString()));
    process = NodeProcess.start(host.prefix(), PORT, data, properties, all.toArray(String[]::new));
    lives.add(process);
  }

  Node awaitReady() {
    Awaitility.await(this + " to be ready, not\n" + output())
        .atMost(START_SECONDS, TimeUnit.SECONDS)
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .until(() -> running().hasLine("is ready"));
    return this;
  }

  boolean isRunning() {
    return process != null;
  }

  private NodeProcess running() {
    if (process == null) throw new IllegalStateException(this + " does not run");
    return process;
  }

  /** kill -9. */
  void kill() {
    running().kill();
    process = null;
  }

  /** Does not wait for its end, so that another can be killed a moment later. */
  void killSoon() {
    running().signal("KILL");
  }

  /** Asks it to leave; gives the exit code. */
  int leave() {
    int code = running().terminate();
    process = null;
    return code;
  }

  /** SIGSTOP; returns when the system says that the process stands still. */
  void pause() {
    running().signal("STOP");
    Awaitility.await("the system to stop " + this)
        .atMost(5, TimeUnit.SECONDS)
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .until(() -> state() == 'T');
  }

  void resume() {
    running().signal("CONT");
  }

  /** As in the third field of /proc/PID/stat. */
  private char state() {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(running().pid()), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<JsonNode> status(Hub hub) {
    return isRunning() ? hub.status(server()) : Optional.empty();
  }

  /** How many lines of all its lives contain {@code part}. */
  long logged(String part) {
    return lives.stream()
        .flatMap(life -> life.output().stream())
        .filter(line -> line.contains(part))
        .count();
  }

  String output() {
    var text = new StringBuilder();
    for (var life : lives) text.append(String.join("\n", life.output())).append("\n--\n");
    return text.toString();
  }

  void close() {
    if (process != null) process.close();
  }

  @Override
  public String toString() {
    return "node " + host.number();
  }
}
