package dev.parley.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.it.ClientProcess;
import dev.parley.it.Cluster;
import dev.parley.it.JsonClient;
import dev.parley.it.NodeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long our own client is without a server when its server dies (KILL) or stands still (STOP):
 * until it is logged in at another, and until a message is accepted that is written right after it.
 */
final class ClientFigure {
  private static final int TIMES = 20;
  private static final int MAX_PAUSE_MS = 700;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private ClientFigure() {}

  static void run(Path directory, String signal) throws IOException {
    var connected = new Samples();
    var accepted = new Samples();
    try (var cluster = new Cluster(directory, Cluster.FOR_OUR_CLIENTS)) {
      var nodes = new ArrayList<NodeProcess>();
      for (int i = 0; i < 3; i++) nodes.add(cluster.start());
      cluster.awaitView(nodes.toArray(NodeProcess[]::new));
      JsonClient.register(nodes.get(0).port(), "fang");
      JsonClient.register(nodes.get(0).port(), "shao");
      try (var client = ClientProcess.start(cluster, directory, "fang", "shao")) {
        var server = await(client, "connected").path("server").asText();
        for (int i = 0; i < TIMES; i++) {
          var node = at(nodes, server);
          pause();
          long before = System.nanoTime();
          node.signal(signal);
          client.write("{\"to\":\"shao\",\"text\":\"are you there?\"}");
          server = await(client, "connected").path("server").asText();
          connected.add((System.nanoTime() - before) / 1e6);
          await(client, "accepted");
          accepted.add((System.nanoTime() - before) / 1e6);
          bringBack(cluster, nodes, node, signal);
        }
      }
    }
    var what = "the client's server " + (signal.equals("KILL") ? "killed" : "stopped");
    Samples.print(what + " to logged in elsewhere", connected.fields("ms"));
    Samples.print(what + " to a message accepted elsewhere", accepted.fields("ms"));
  }

  private static NodeProcess at(List<NodeProcess> nodes, String server) {
    return nodes.stream().filter(n -> server.endsWith(":" + n.port())).findFirst().orElseThrow();
  }

  private static JsonNode await(ClientProcess client, String event) throws IOException {
    while (true) {
      var line = MAPPER.readTree(client.line());
      if (line.path("ev").asText().equals(event)) return line;
    }
  }

  private static void bringBack(
      Cluster cluster, List<NodeProcess> nodes, NodeProcess node, String signal) {
    if (signal.equals("STOP")) {
      node.signal("CONT");
    } else {
      nodes.remove(node);
      nodes.add(cluster.start(node.port()));
    }
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(MAX_PAUSE_MS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
