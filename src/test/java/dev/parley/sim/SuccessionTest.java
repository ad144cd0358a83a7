package dev.parley.sim;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.election.ElectionMessage.Announcement;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.Nominate;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.membership.MembershipMessage.Install;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A leader dies, and something else goes wrong while it is succeeded. */
@Tag("sim")
class SuccessionTest {
  private static final int FEW_SEEDS = 60;

  private static void play(
      TestInfo test, ElectionMode mode, int nodes, int seeds, Consumer<Stage> succession) {
    Seeds.of(test, SimProfile.of(mode))
        .play(
            seeds,
            stage -> {
              stage.group(nodes);
              stage.load(20);
              stage.runBetween(0, 100);
              succession.accept(stage);
              stage.runBetween(100, 700);
              stage.network().clear();
              stage.settle();
              stage.sim().faults().require(Fault.CRASH);
            });
  }

  /** Who should succeed: the largest that does not lead. */
  private static SimNode heir(Simulation sim) {
    return sim.running().stream()
        .filter(node -> !node.isLeader())
        .max(Comparator.comparing(node -> node.group().self().id()))
        .orElseThrow();
  }

  /** A leader that crashes under load. */
  @ParameterizedTest
  @EnumSource
  void in_a_group_of_any_size(ElectionMode mode, TestInfo test) {
    for (int nodes : new int[] {2, 3, 4, 6, 9, 14})
      play(test, mode, nodes, 20, stage -> stage.sim().leader().crash());
  }

  /** The same in the largest groups. */
  @ParameterizedTest
  @EnumSource
  void in_a_group_of_fifty(ElectionMode mode, TestInfo test) {
    Seeds.of(test, SimProfile.of(mode))
        .play(
            1,
            stage -> {
              stage.group(50);
              stage.load(200);
              stage.run(100);
              stage.sim().leader().crash();
              stage.run(300);
              stage.settle();
            });
  }

  /** The heir dies when it has taken what makes it the winner, or swallowed the others' tokens. */
  @ParameterizedTest
  @EnumSource
  void the_heir_dies_with_what_it_was_told(ElectionMode mode, TestInfo test) {
    play(
        test,
        mode,
        5,
        FEW_SEEDS,
        stage -> {
          var heir = heir(stage.sim());
          var crash = new CrashOfHeir(heir, stage.draw(1, 3));
          stage.network().tap(crash);
          stage.sim().leader().crash();
        });
  }

  private static final class CrashOfHeir implements SimNetwork.Tap {
    private final SimNode heir;
    private int left;

    CrashOfHeir(SimNode heir, int count) {
      this.heir = heir;
      this.left = count;
    }

    @Override
    public void onReceived(SimNode to, MemberId from, Message message) {
      boolean isTold =
          message instanceof Elect
              || message instanceof Announcement
              || message instanceof Nominate;
      if (to == heir && isTold && --left == 0) heir.crash();
    }
  }

  /** Everybody misses the leader, and all messages are doubled and overtake each other. */
  @ParameterizedTest
  @EnumSource
  void all_messages_are_doubled_and_overtake_each_other(ElectionMode mode, TestInfo test) {
    play(
        test,
        mode,
        5,
        FEW_SEEDS,
        stage -> {
          stage.network().doubles(1);
          stage.network().delays(0, 14, 0.05);
          stage.sim().leader().crash();
        });
  }

  /**
   * One link carries nothing in one direction: messages, or only their acknowledgements, are lost.
   */
  @ParameterizedTest
  @EnumSource
  void one_link_is_dead_in_one_direction(ElectionMode mode, TestInfo test) {
    play(
        test,
        mode,
        5,
        FEW_SEEDS,
        stage -> {
          var survivors = new ArrayList<>(stage.sim().running());
          var leader = stage.sim().leader();
          survivors.remove(leader);
          int from = stage.draw(0, 3);
          int to = (from + stage.draw(1, 3)) % 4;
          stage.network().cut(survivors.get(from), survivors.get(to));
          leader.crash();
        });
  }

  /** Two that believe to be elected begin at the same time, with the same epoch. */
  @ParameterizedTest
  @EnumSource
  void two_coordinate_in_the_same_epoch(ElectionMode mode, TestInfo test) {
    play(
        test,
        mode,
        5,
        FEW_SEEDS,
        stage -> {
          stage.network().delays(0, stage.draw(1, 12), 0.1);
          var leader = stage.sim().leader();
          var view = leader.view().orElseThrow().id();
          leader.crash();
          var survivors = stage.sim().running();
          int first = stage.draw(0, 3);
          survivors.get(first).group().elect(view);
          survivors.get((first + stage.draw(1, 3)) % 4).group().elect(view);
        });
  }

  /**
   * Each of four waits for another: every one began a view change that reached only the next, which
   * had its own under way.
   */
  @ParameterizedTest
  @EnumSource
  void everybody_takes_another_for_the_coordinator(ElectionMode mode, TestInfo test) {
    play(
        test,
        mode,
        5,
        FEW_SEEDS,
        stage -> {
          var leader = stage.sim().leader();
          var view = leader.view().orElseThrow().id();
          leader.crash();
          var circle = stage.sim().running();
          for (int i = 0; i < circle.size(); i++) {
            for (var other : circle) {
              if (other == circle.get(i)) continue;
              if (other != circle.get((i + 1) % circle.size()))
                stage.network().cut(circle.get(i), other);
            }
          }
          for (var node : circle) {
            node.group().elect(view);
            stage.runBetween(0, 6);
          }
          stage.runBetween(0, 300);
        });
  }

  /** The leader brings a joiner in, and dies when only the joiner knows of the view. */
  @Test
  void only_the_joiner_has_the_view_when_its_coordinator_dies(TestInfo test) {
    play(
        test,
        ElectionMode.JUMP,
        4,
        Seeds.COUNT,
        stage -> {
          var coordinator = stage.sim().leader();
          var joiner = stage.sim().addNodes(1).get(4);
          var others = new ArrayList<>(stage.sim().running());
          others.remove(coordinator);
          var install = new InstallReaches(coordinator, others, SimNode::crash);
          stage.network().tap(install);
          joiner.start();
          install.await(stage);
        });
  }

  /** The leader changes the view and leaves; its heir did not get the view. */
  @Test
  void the_leader_leaves_and_its_heir_lacks_its_last_view(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.JUMP))
        .play(
            stage -> {
              stage.group(4);
              stage.load(20);
              stage.runBetween(0, 100);
              var leader = stage.sim().leader();
              var install = new InstallReaches(leader, List.of(heir(stage.sim())), SimNode::leave);
              stage.network().tap(install);
              stage.sim().addNodes(1).get(4).start();
              install.await(stage);
              stage.runBetween(0, 400);
              stage.network().heal();
              stage.runBetween(100, 700);
              stage.settle();
              stage.sim().faults().require(Fault.LEAVE);
            });
  }

  /** The first view that {@code coordinator} installs does not reach {@code excepted}. */
  private static final class InstallReaches implements SimNetwork.Tap {
    private final SimNode coordinator;
    private final List<SimNode> excepted;
    private final Consumer<SimNode> then;
    private boolean done;

    InstallReaches(SimNode coordinator, List<SimNode> excepted, Consumer<SimNode> then) {
      this.coordinator = coordinator;
      this.excepted = excepted;
      this.then = then;
    }

    @Override
    public int onSend(SimNode from, Message message, int receivers) {
      boolean isInstall = message instanceof Install;
      if (done || from != coordinator || !isInstall) return receivers;
      done = true;
      for (var other : excepted) from.sim().network().cut(from, other);
      from.sim().after(0, () -> then.accept(from));
      return receivers;
    }

    void await(Stage stage) {
      for (int step = 0; !done; step++) {
        if (step == 200) throw new AssertionError("void run: nobody was brought in");
        stage.run(10);
      }
    }
  }

  /** The leader and its heir go at once, by their own will. */
  @Test
  void the_leader_and_its_heir_leave_at_once(TestInfo test) {
    Seeds.of(test, SimProfile.of(ElectionMode.JUMP))
        .play(
            stage -> {
              stage.group(4);
              stage.load(20);
              stage.runBetween(0, 100);
              var heir = heir(stage.sim());
              stage.sim().leader().leave();
              stage.runBetween(0, 4);
              heir.leave();
              stage.run(1_500);
              stage.settle();
              if (stage.sim().running().size() != 2)
                throw new AssertionError("still there: " + stage.sim().running());
            });
  }
}
