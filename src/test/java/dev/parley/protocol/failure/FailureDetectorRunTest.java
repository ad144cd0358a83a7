package dev.parley.protocol.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.CoreNetwork;
import dev.parley.protocol.CoreNetwork.Said;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Signal;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Detectors of a whole group on a network that repeats from a seed. */
@Tag("slow")
class FailureDetectorRunTest {
  private static final FailureSettings SETTINGS = new FailureSettings(250, 1_250, 100);

  /** Silence, the heartbeat before it, three tries to confirm, and ticks. */
  private static final long DETECTION_MS = 1_250 + 250 + 3 * 100 + 50;

  private static CoreNetwork group(int size, long seed) {
    var network = new CoreNetwork(seed);
    for (int i = 0; i < size; i++) {
      var member = CoreNetwork.member(i);
      network.add(member, new FailureDetector(member.id(), SETTINGS, new Random(seed + i)));
    }
    install(network, 1, members(size));
    return network;
  }

  private static List<Member> members(int size) {
    var members = new ArrayList<Member>();
    for (int i = 0; i < size; i++) members.add(CoreNetwork.member(i));
    return members;
  }

  private static void install(CoreNetwork network, long epoch, List<Member> members) {
    var view = View.of(new ViewId(epoch, members.get(0).id()), members);
    for (var member : members)
      network.signal(
          network.nowMs(), member.id(), new Signal.ViewInstalled(view, VersionVector.EMPTY));
  }

  private static List<MemberId> confirmedBy(CoreNetwork network, MemberId by) {
    return network.said(Signal.Confirmed.class).stream()
        .filter(said -> said.by().equals(by))
        .map(said -> ((Signal.Confirmed) said.output()).member())
        .toList();
  }

  private static MemberId id(int number) {
    return CoreNetwork.member(number).id();
  }

  @Test
  void all_survivors_confirm_a_crashed_member_in_time_and_nobody_else() {
    for (int n = 2; n <= 20; n += 3) {
      for (long seed = 0; seed < 5; seed++) {
        var network = group(n, seed);
        network.delay(1, 20);
        var victim = id((int) seed % n);
        network.runUntil(3_000);
        network.crash(victim);
        network.runUntil(3_000 + DETECTION_MS);

        for (var survivor : network.live()) {
          assertThat(confirmedBy(network, survivor))
              .as("n %d, seed %d, by %s", n, seed, survivor)
              .containsExactly(victim);
        }
      }
    }
  }

  @Test
  void two_members_that_crash_together_are_both_confirmed_in_time() {
    for (long seed = 0; seed < 20; seed++) {
      var network = group(5, seed);
      network.runUntil(3_000);
      network.crash(id(0));
      network.runUntil(3_050);
      network.crash(id(1));
      network.runUntil(3_050 + DETECTION_MS);

      for (var survivor : network.live()) {
        assertThat(confirmedBy(network, survivor))
            .as("seed %d, by %s", seed, survivor)
            .containsExactlyInAnyOrder(id(0), id(1));
      }
    }
  }

  @Test
  void a_lossy_network_lets_nobody_be_confirmed_who_lives() {
    for (long seed = 0; seed < 20; seed++) {
      var network = group(5, seed);
      network.delay(1, 50);
      network.lose(0.2);
      network.duplicate(0.2);
      network.runUntil(60_000);

      assertThat(network.said(Signal.Confirmed.class)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void a_member_that_one_other_does_not_hear_is_heard_through_the_others() {
    var network = group(4, 1);
    network.cut(id(0), id(3));
    network.runUntil(60_000);

    assertThat(network.said(Signal.Suspected.class)).isEmpty();
    assertThat(network.said(Signal.Confirmed.class)).isEmpty();
  }

  @Test
  void a_member_that_hears_nobody_is_confirmed_by_nobody_and_confirms_all() {
    var network = group(4, 1);
    for (int i = 0; i < 3; i++) network.cut(id(i), id(3));
    network.runUntil(10_000);

    assertThat(confirmedBy(network, id(3))).containsExactly(id(0), id(1), id(2));
    assertThat(network.said(Signal.Confirmed.class)).extracting(Said::by).containsOnly(id(3));
  }

  @Test
  void both_sides_of_a_partition_confirm_the_other() {
    var network = group(5, 1);
    for (int left = 0; left < 2; left++) {
      for (int right = 2; right < 5; right++) {
        network.cut(id(left), id(right));
        network.cut(id(right), id(left));
      }
    }
    network.runUntil(DETECTION_MS + 250);

    assertThat(confirmedBy(network, id(0))).containsExactlyInAnyOrder(id(2), id(3), id(4));
    assertThat(confirmedBy(network, id(4))).containsExactlyInAnyOrder(id(0), id(1));
  }

  @Test
  void a_member_left_behind_in_an_old_view_confirms_all_the_others_there() {
    var network = group(4, 1);
    network.runUntil(3_000);
    install(network, 2, members(3));
    network.runUntil(3_000 + DETECTION_MS);

    assertThat(confirmedBy(network, id(3))).containsExactlyInAnyOrder(id(0), id(1), id(2));
    assertThat(confirmedBy(network, id(0))).isEmpty();
  }

  @Test
  void a_crashed_member_is_not_kept_alive_by_what_the_others_pass_on() {
    for (long seed = 0; seed < 5; seed++) {
      var network = group(50, seed);
      network.delay(1, 20);
      network.runUntil(2_000);
      network.crash(id(7));
      network.runUntil(2_000 + DETECTION_MS);

      for (var survivor : network.live()) {
        assertThat(confirmedBy(network, survivor))
            .as("seed %d, by %s", seed, survivor)
            .containsExactly(id(7));
      }
    }
  }
}
