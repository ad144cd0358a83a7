package dev.parley.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.it.Cluster;
import dev.parley.it.JsonClient;
import dev.parley.it.NodeProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** From {@code kill -9} of the leader until a client of every survivor is told the new view. */
final class KillFigure {
  private static final int KILLS = 20;

  /**
   * Kills come at random phases of the timers: a fixed pause would hit the same one again and
   * again.
   */
  private static final int MAX_PAUSE_MS = 700;

  private KillFigure() {}

  static void run(Cluster cluster, int members, String how) {
    var nodes = new ArrayList<NodeProcess>();
    for (int i = 0; i < members; i++) nodes.add(cluster.start());
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    for (int i = 1; i < members; i++) JsonClient.register(nodes.get(0).port(), "witness" + i);
    var samples = new Samples();
    for (int kill = 0; kill < KILLS; kill++) {
      samples.add(killOnce(cluster, nodes));
    }
    var figure = "leader of " + members + " killed to new view everywhere, " + how;
    Samples.print(figure, samples.fields("ms"));
  }

  private static double killOnce(Cluster cluster, List<NodeProcess> nodes) {
    var leader = cluster.leader(nodes.get(0));
    nodes.remove(leader);
    var witnesses = new ArrayList<JsonClient>();
    try {
      for (var survivor : nodes) {
        var name = "witness" + (witnesses.size() + 1);
        witnesses.add(JsonClient.login(survivor.port(), name, "of-" + name));
      }
      pause();
      var gone = "127.0.0.1:" + leader.port();
      long before = System.nanoTime();
      leader.kill();
      for (var witness : witnesses)
        witness.await("the view without " + gone, event -> isViewWithout(event, gone));
      double millis = (System.nanoTime() - before) / 1e6;
      nodes.add(cluster.start(leader.port()));
      cluster.awaitView(nodes.toArray(NodeProcess[]::new));
      return millis;
    } finally {
      witnesses.forEach(JsonClient::close);
    }
  }

  private static boolean isViewWithout(JsonNode event, String server) {
    if (!event.path("ev").asText().equals("servers")) return false;
    for (var other : event.path("servers")) if (other.asText().equals(server)) return false;
    return true;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(MAX_PAUSE_MS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
