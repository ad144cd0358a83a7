package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
    RESTART,
    LEAVE,
    PAUSE,
    HEAL,
    RESUME
  }

  @Test
  void any_faults_in_any_order_leave_one_group_that_lost_nothing() {
    long seed = Long.getLong("parley.netns.seed", System.nanoTime());
    int rounds = Integer.getInteger("parley.netns.rounds", 25);
    System.out.println("mix: -Dparley.netns.seed=" + seed);
    try (var scene = Scene.of("mix", NODES)) {
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

    Mix(Scene scene, SplittableRandom random) {
      this.scene = scene;
      this.random = random;
    }

    void round() {
      var kinds = Kind.values();
      var kind = kinds[random.nextInt(kinds.length)];
      if (happens(kind)) {
        happened.add(kind);
        System.out.println("mix: " + kind);
      }
      Scene.sleep(200 + random.nextLong(3_000));
    }

    private boolean happens(Kind kind) {
      var node = any();
      switch (kind) {
        case LOSS -> scene.fault(node.host().losesDatagrams(0.1 + 0.3 * random.nextDouble()));
        case ONE_WAY -> {
          var deaf = any();
          if (deaf.equals(node)) return false;
          scene.cut(node, deaf);
        }
        case PARTITION -> {
          int size = 1 + random.nextInt(NODES / 2);
          var side = new LinkedHashSet<Node>();
          while (side.size() < size) side.add(any());
          scene.partition(side, scene.others(side.toArray(Node[]::new)));
        }
        case KILL -> {
          if (!mayGo(node)) return false;
          node.kill();
        }
        case RESTART -> {
          if (node.isRunning()) return false;
          node.start();
        }
        case LEAVE -> {
          if (!mayGo(node) || paused.contains(node)) return false;
          node.leave();
        }
        case PAUSE -> {
          if (!node.isRunning() || !paused.add(node)) return false;
          node.pause();
        }
        case HEAL -> scene.healAny();
        case RESUME -> resumeAll();
      }
      return true;
    }

    /** The accounts and the mail are in memory: three copies of five must stay. */
    private boolean mayGo(Node node) {
      if (!node.isRunning() || scene.nodes().stream().filter(n -> !n.isRunning()).count() > 1)
        return false;
      paused.remove(node);
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
      List<Node> absent = new ArrayList<>(scene.nodes());
      absent.removeIf(Node::isRunning);
      absent.forEach(Node::start);
      scene.nodes().forEach(Node::awaitReady);
    }
  }
}
