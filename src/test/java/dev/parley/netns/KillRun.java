package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Cluster;
import dev.parley.it.NodeProcess;
import dev.parley.netns.ClientEvent.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Real nodes on loopback, of which one after the other is killed with -9, or stands still, while
 * the cluster's keys are replaced, under twenty people who write to each other and in a room, and
 * answer; what was accepted is compared with what was displayed. {@code -Dparley.kill.seconds} sets
 * for how long, {@code -Dparley.kill.seed} the choices; what the processes make of them is not
 * repeatable.
 */
final class KillRun {
  private static final int NODES = 3;
  private static final int USERS = 20;
  private static final long MEAN_GAP_MS = 400;
  private static final int DEFAULT_SECONDS = 60;

  /** Stands still for longer than it takes to be suspected. */
  private static final long PAUSE_MS = 2_000;

  /** So many faults lie between two steps of an operator who replaces keys. */
  private static final int FAULTS_A_STEP = 2;

  /** Steps of replacing the bus key, which has three, and of the authority, which has two. */
  private static final List<String[]> KEY_STEPS =
      List.of(bus(), authority(), bus(), authority(), bus());

  private static final long DRAIN_SECONDS = 60;

  private record Death(long atNs, String server) {}

  private final Path directory;
  private final Cluster cluster;

  private KillRun(Path directory, Cluster cluster) {
    this.directory = directory;
    this.cluster = cluster;
  }

  /** Plays it on {@code cluster}, whose nodes it starts; clients' logs go to {@code directory}. */
  static void play(Path directory, Cluster cluster) {
    new KillRun(directory, cluster).play();
  }

  private void play() {
    long seed = Long.getLong("parley.kill.seed", System.nanoTime());
    int seconds = Integer.getInteger("parley.kill.seconds", DEFAULT_SECONDS);
    System.out.println("kill: -Dparley.kill.seed=" + seed);
    var nodes = new ArrayList<NodeProcess>();
    for (int i = 0; i < NODES; i++) nodes.add(cluster.start());
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    var servers = nodes.stream().map(node -> "127.0.0.1:" + node.port()).toList();
    try (var users = Workload.startWithRoom(Dialer.LOOPBACK, servers, USERS, MEAN_GAP_MS, seed)) {
      var deaths = torment(nodes, new SplittableRandom(seed), seconds);
      users.fallSilent();
      cluster.awaitView(nodes.toArray(NodeProcess[]::new));
      drain(users);
      judge(users, deaths);
      int differing =
          KeptConversations.check(Dialer.LOOPBACK, servers, users.names(), users.events());
      System.out.printf("kill: %d conversations in another order elsewhere%n", differing);
    }
  }

  private List<Death> torment(List<NodeProcess> nodes, SplittableRandom random, int seconds) {
    var deaths = new ArrayList<Death>();
    int pauses = 0;
    int steps = 0;
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < endNs) {
      sleep(500 + random.nextLong(2_500));
      int chosen = random.nextInt(NODES);
      var node = nodes.get(chosen);
      if (random.nextInt(4) == 0) {
        pauses++;
        node.signal("STOP");
        sleep(PAUSE_MS);
        node.signal("CONT");
      } else {
        deaths.add(new Death(System.nanoTime(), "127.0.0.1:" + node.port()));
        node.kill();
        // At once, soon, or after the others have gone on without it.
        sleep(random.nextInt(3) * 700L);
        nodes.set(chosen, cluster.start(node.port()));
      }
      if ((deaths.size() + pauses) % FAULTS_A_STEP == 0)
        cluster.rotateKey(KEY_STEPS.get(steps++ % KEY_STEPS.size()));
    }
    System.out.printf(
        "kill: %d killed, %d stood still, %d steps of replacing keys%n",
        deaths.size(), pauses, steps);
    assertThat(deaths.size() + pauses).as("a run without faults is void").isPositive();
    return deaths;
  }

  private static String[] bus() {
    return new String[0];
  }

  private static String[] authority() {
    return new String[] {"--authority"};
  }

  private static void drain(Workload users) {
    Awaitility.await("everything accepted is displayed")
        .atMost(DRAIN_SECONDS, TimeUnit.SECONDS)
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .until(users::outstanding, Optional::isEmpty);
    // What must not come would come now.
    sleep(2_000);
  }

  private void judge(Workload users, List<Death> deaths) {
    var events = users.events();
    users.writeTo(directory);
    var moves = moves(events, deaths);
    System.out.printf(
        "{\"scenario\":\"kill\",\"accepted\":%d,\"displayed\":%d,\"killed\":%d,\"moved\":%d,"
            + "\"behind\":%d,\"again-ms-p50\":%d,\"again-ms-p99\":%d}%n",
        users.count(Kind.ACCEPTED),
        users.count(Kind.DISPLAYED),
        deaths.size(),
        moves.size(),
        events.stream().filter(e -> e.message().equals(ChatClient.BEHIND)).count(),
        percentile(moves, 50),
        percentile(moves, 99));
    assertThat(ClientCheck.violations(events)).isEmpty();
    assertThat(users.count(Kind.ACCEPTED)).isGreaterThan(USERS);
    assertThat(events).as("to the room").anyMatch(e -> e.peer().equals(SharedRoom.NAME));
  }

  /** For each client of a server that was killed, how long until it was logged in again, in ms. */
  private static List<Long> moves(List<ClientEvent> events, List<Death> deaths) {
    var moves = new ArrayList<Long>();
    for (var death : deaths) {
      events.stream()
          .filter(e -> e.kind() == Kind.DISCONNECTED && e.peer().equals(death.server()))
          .filter(e -> e.at() > death.atNs() && e.at() - death.atNs() < PAUSE_MS * 1_000_000)
          .forEach(
              gone ->
                  events.stream()
                      .filter(e -> e.kind() == Kind.CONNECTED && e.client().equals(gone.client()))
                      .filter(e -> e.at() > gone.at())
                      .mapToLong(e -> (e.at() - death.atNs()) / 1_000_000)
                      .min()
                      .ifPresent(moves::add));
    }
    moves.sort(null);
    return moves;
  }

  private static long percentile(List<Long> sorted, int percent) {
    return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) * percent / 100);
  }

  private static void sleep(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
