package dev.parley.sim;

import dev.parley.protocol.View;
import dev.parley.protocol.election.ElectionMode;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What failure detection does to views: who has to go, how soon, and who stays. */
@Tag("sim")
class DetectionTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.EAGER);

  @Test
  void a_live_member_whose_link_was_cut_stays(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(stage.draw(2, 5));
              stage.load(30);
              var view = stage.sim().node(0).view();
              for (int i = 0; i < 5; i++) {
                var victim = stage.sim().node(stage.draw(0, stage.sim().nodes().size() - 1));
                for (var node : stage.sim().nodes()) {
                  if (node != victim) node.group().linkClosed(victim.group().self().id(), false);
                }
                stage.runBetween(0, 400);
              }
              stage.settle();
              if (!stage.sim().node(0).view().equals(view))
                throw new AssertionError("needless view change from " + view);
            });
  }

  @Test
  void two_that_crash_50_ms_apart_go_in_one_view_change_or_in_two(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(5);
              var epoch = epoch(stage.sim().leader());
              var followers = new ArrayList<>(stage.sim().running());
              followers.remove(stage.sim().leader());
              followers.get(0).crash();
              stage.run(50);
              followers.get(1).crash();
              stage.settle();
              long changes = epoch(stage.sim().leader()) - epoch;
              if (changes > 2) throw new AssertionError(changes + " view changes");
            });
  }

  @Test
  void one_of_two_that_never_hear_each_other_goes_and_comes_back_when_they_do(TestInfo test) {
    Seeds.of(test, PROFILE)
        .play(
            stage -> {
              stage.group(stage.draw(4, 5));
              var followers = new ArrayList<>(stage.sim().running());
              var leader = stage.sim().leader();
              followers.remove(leader);
              int size = size(leader);
              stage.network().cut(followers.get(0), followers.get(1));
              stage.network().cut(followers.get(1), followers.get(0));
              stage.run(5_500);
              if (size(leader) != size) throw new AssertionError("too soon: " + leader.view());
              boolean isRemoved = false;
              for (int i = 0; i < 150 && !isRemoved; i++) {
                stage.run(10);
                isRemoved = size(leader) == size - 1;
              }
              if (!isRemoved) throw new AssertionError("nobody had to go: " + leader.view());
              stage.network().heal();
              stage.settle();
              stage.sim().faults().require(Fault.CUT_OFF);
            });
  }

  private static int size(SimNode node) {
    return node.view().map(View::size).orElse(0);
  }

  private static long epoch(SimNode node) {
    return node.view().map(view -> view.id().epoch()).orElse(0L);
  }
}
