package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Faults of all kinds, several at a time, as the seed has them ({@code -Dparley.netns.seed}); what
 * the processes make of them is not repeatable. {@code -Dparley.netns.rounds} sets for how long.
 */
class MixNetns {
  private static final int NODES = 5;

  private enum Kind {
    LOSS,
    ONE_WAY,
    PARTITION,
    KILL,
    LEAVE,
    RESTART,
    PAUSE,
    CALM
  }

  @Test
  void any_faults_in_any_order_leave_one_group_that_lost_nothing() {
    play("mix");
  }

  @Test
  void the_same_holds_where_no_multicast_reaches() {
    play(
        "mix-of-seeds",
        "-Dparley.multicast.enabled=false",
        "-Dparley.seeds=10.77.0.1:11111,10.77.0.2:11111,10.77.0.3:11111");
  }

  private static void play(String name, String... properties) {
    long seed = Long.getLong("parley.netns.seed", System.nanoTime());
    int rounds = Integer.getInteger("parley.netns.rounds", 25);
    System.out.println("mix: -Dparley.netns.seed=" + seed);
    try (var scene = Scene.of(name, NODES, properties)) {
      scene.startAll();
      scene.load(NODES, 50);
      var mix = new Mix(scene, new SplittableRandom(seed));
      for (int i = 0; i < rounds; i++) mix.round();
      mix.end();
      scene.settle("healed");
      Scene.sleep(2_000);
      scene.judge();
    }
  }

  private static final class Mix {
    private final Scene scene;
    private final SplittableRandom random;
    private final Set<Node> paused = new LinkedHashSet<>();
    private final Set<Kind> happened = new LinkedHashSet<>();
    private boolean isDivided;

    Mix(Scene scene, SplittableRandom random) {
      this.scene = scene;
      this.random = random;
    }

    void round() {
      var kinds = Kind.values();
      var kind = kinds[random.nextInt(kinds.length)];
      while (!happens(kind)) kind = kinds[random.nextInt(kinds.length)];
      happened.add(kind);
      System.out.println("mix: " + kind);
      Scene.sleep(200 + random.nextLong(3_000));
    }

    private boolean happens(Kind kind) {
      var node = any();
      return switch (kind) {
        case LOSS -> lose(node);
        case ONE_WAY -> cut(node, any());
        case PARTITION -> part();
        case KILL -> end(node, node::kill);
        case LEAVE -> end(node, node::leave);
        case RESTART -> {
          if (node.isRunning()) yield false;
          node.start();
          yield true;
        }
        case PAUSE -> pause(node);
        case CALM -> isDivided && calm();
      };
    }

    private boolean lose(Node node) {
      scene.fault(node.host().losesDatagrams(0.1 + 0.2 * random.nextDouble()));
      return true;
    }

    private boolean cut(Node mute, Node deaf) {
      if (deaf.equals(mute)) return false;
      isDivided = true;
      scene.cut(mute, deaf);
      return true;
    }

    private boolean part() {
      isDivided = true;
      int size = 1 + random.nextInt(NODES / 2);
      var side = new LinkedHashSet<Node>();
      while (side.size() < size) side.add(any());
      scene.partition(side, scene.others(side.toArray(Node[]::new)));
      return true;
    }

    private boolean pause(Node node) {
      if (!node.isRunning() || !paused.add(node)) return false;
      isDivided = true;
      node.pause();
      return true;
    }

    /**
     * A message is on two servers, or on the only one of a part: whoever goes while the group is
     * divided, or just after another, may take the last copy along, and nobody promised more.
     */
    private boolean end(Node node, Runnable how) {
      if (!node.isRunning() || scene.nodes().stream().filter(Node::isRunning).count() <= 3)
        return false;
      if (isDivided) calm();
      how.run();
      isDivided = true;
      return true;
    }

    private boolean calm() {
      resumeAll();
      scene.healAny();
      scene.nodes().stream().filter(Node::isRunning).forEach(Node::awaitReady);
      scene.settle("calm");
      isDivided = false;
      return true;
    }

    private Node any() {
      return scene.node(random.nextInt(NODES));
    }

    private void resumeAll() {
      paused.forEach(Node::resume);
      paused.clear();
    }

    void end() {
      assertThat(happened).as("faults").hasSizeGreaterThan(3);
      resumeAll();
      scene.healAny();
      var absent = new ArrayList<>(scene.nodes());
      absent.removeIf(Node::isRunning);
      absent.forEach(Node::start);
      scene.nodes().forEach(Node::awaitReady);
    }
  }
}
