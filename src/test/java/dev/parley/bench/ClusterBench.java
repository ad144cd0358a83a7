package dev.parley.bench;

import dev.parley.it.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Figures of real clusters on loopback, one JSON object a line on standard output. Not a test: it
 * passes no judgement. {@code doc/benchmarks.md} tells how to run it and what it said.
 */
public final class ClusterBench {
  private static final List<String> ALL =
      List.of(
          "start",
          "kill-jump",
          "kill-eager",
          "kill-classic",
          "kill-jump-silence",
          "kill-eager-silence",
          "kill-classic-silence",
          "kill5-jump",
          "kill5-eager",
          "client-kill",
          "client-freeze",
          "pairs-1",
          "pairs-16",
          "pairs500-1",
          "pairs500-16",
          "latency",
          "offline",
          "logins",
          "idle",
          "group-3",
          "group-5",
          "suspicions-3",
          "core",
          "store",
          "join",
          "catch-up",
          "room",
          "devices");

  /** How a node is run by run-node.sh. */
  private static final String JVM =
      "-XX:+UseSerialGC -Xms64m -Xmx512m -XX:NewRatio=1 -XX:+ExitOnOutOfMemoryError";

  private ClusterBench() {}

  /** Runs the named figures, or all. */
  public static void main(String[] arguments) throws IOException {
    System.setProperty("parley.it.jvm", System.getProperty("parley.bench.jvm", JVM));
    var names = arguments.length == 0 ? ALL : Arrays.asList(arguments);
    for (var name : names) run(name);
  }

  private static void run(String name) throws IOException {
    var directory = Files.createTempDirectory("parley-bench");
    switch (name) {
      case "start" -> StartFigure.run(directory);
      case "kill-jump" -> kill(directory, "jump", 3, "on");
      case "kill-jump-silence" -> kill(directory, "jump", 3, "off");
      case "kill5-jump" -> kill(directory, "jump", 5, "on");
      case "kill-eager" -> kill(directory, "eager", 3, "on");
      case "kill-classic" -> kill(directory, "classic", 3, "on");
      case "kill-eager-silence" -> kill(directory, "eager", 3, "off");
      case "kill-classic-silence" -> kill(directory, "classic", 3, "off");
      case "kill5-eager" -> kill(directory, "eager", 5, "on");
      case "client-kill" -> ClientFigure.run(directory, "KILL");
      case "client-freeze" -> ClientFigure.run(directory, "STOP");
      case "pairs-1" -> PairsFigure.run(directory, 50, 1);
      case "pairs-16" -> PairsFigure.run(directory, 50, 16);
      case "pairs500-1" -> PairsFigure.run(directory, 500, 1);
      case "pairs500-16" -> PairsFigure.run(directory, 500, 16);
      case "latency" -> LatencyFigure.run(directory);
      case "offline" -> OfflineFigure.run(directory);
      case "logins" -> LoginFigure.logins(directory);
      case "idle" -> LoginFigure.idle(directory);
      case "group-3" -> GroupFigure.run(3);
      case "group-5" -> GroupFigure.run(5);
      case "suspicions-3" -> GroupFigure.falseSuspicions(3);
      case "join" -> JoinFigure.run(directory);
      case "catch-up" -> CatchUpFigure.run(directory);
      case "room" -> RoomFigure.room(directory);
      case "devices" -> RoomFigure.devices(directory);
      case "core" -> CoreFigure.run();
      case "store" -> StoreFigure.run(directory);
      default -> throw new IllegalArgumentException("no figure '" + name + "': take of " + ALL);
    }
  }

  private static void kill(Path directory, String mode, int members, String links) {
    var how = mode + (links.equals("on") ? ", by closed link" : ", by silence");
    try (var cluster =
        new Cluster(directory, "-Dparley.election.mode=" + mode, "-Dparley.bus.links=" + links)) {
      KillFigure.run(cluster, members, how);
    }
  }
}
