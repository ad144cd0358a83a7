package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.actor.typed.ActorSystem;
import dev.parley.demo.Faults;
import dev.parley.group.InboundFaults;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/**
 * A node of {@link Demo}: as any other, but for lines of its standard input that let it lose
 * datagrams. The demonstration has the other end of it and nobody else; with that end the node ends
 * as well.
 */
final class DemoNode {
  private DemoNode() {}

  public static void main(String[] arguments) {
    Main.run("parley demo", arguments, DemoNode::follow);
  }

  private static void follow(ActorSystem<?> system) {
    var faults = InboundFaults.of(system);
    var thread = new Thread(() -> follow(faults), "faults");
    thread.setDaemon(true);
    thread.start();
  }

  private static void follow(InboundFaults faults) {
    try (var lines = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine())
        Faults.ofLine(line).ifPresent(now -> faults.become(now.cut(), now.lossPercent()));
    } catch (IOException e) {
      // It is the end as well.
    }
    System.exit(0);
  }
}
