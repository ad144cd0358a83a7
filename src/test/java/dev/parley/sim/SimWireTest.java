package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.Payload;
import dev.parley.sim.invariant.Violation;
import dev.parley.wire.WireLimits;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Runs whose messages are datagrams of the product's codec. */
@Tag("sim")
class SimWireTest {
  private static final MemberId SENDER = new MemberId("n-a", 1);
  private static final int BUDGET = 1_200;

  private final SimWire wire = new SimWire(BUDGET);

  @Test
  void one_seed_in_eight_uses_it() {
    assertThat(LongStream.rangeClosed(1, 8_000).filter(SimWire::isUsedWith).count())
        .isBetween(900L, 1_100L);
  }

  @Test
  void every_election_mode_and_both_kinds_of_network_meet_it() {
    // By this rest the swarm chooses both.
    int combinations = 2 * ElectionMode.values().length;
    assertThat(LongStream.rangeClosed(1, 200).filter(SimWire::isUsedWith))
        .extracting(seed -> seed % combinations)
        .contains(LongStream.range(0, combinations).boxed().toArray(Long[]::new));
  }

  @Test
  void a_run_is_the_same_with_it_and_without(TestInfo test) {
    var seeds = Seeds.of(test, SimProfile.of(ElectionMode.JUMP).withChat());
    for (long seed = 1; seed <= 5; seed++)
      assertThat(seeds.traceHash(seed, encoded(true)))
          .isEqualTo(seeds.traceHash(seed, encoded(false)));
  }

  private static Consumer<Stage> encoded(boolean isEncoded) {
    return stage -> {
      stage.network().encodes(isEncoded);
      stage.network().loses(0.05);
      stage.sim().addNodes(3);
      stage.sim().people().add(3);
      stage.sim().nodes().forEach(SimNode::start);
      stage.settle();
      stage.sim().people().start(20);
      stage.run(500);
      stage.sim().leader().crash();
      stage.run(1_000);
      stage.settle();
    };
  }

  @Test
  void a_message_arrives_as_it_was_and_not_as_the_same_object() {
    var message = data(100);

    assertThat(wire.datagram(SENDER, message).get()).isEqualTo(message).isNotSameAs(message);
  }

  @Test
  void a_message_that_no_datagram_takes_fails_the_run() {
    var message = data(WireLimits.MAX_DATAGRAM_BYTES);

    assertThatThrownBy(() -> wire.datagram(SENDER, message))
        .isInstanceOf(Violation.class)
        .hasMessageStartingWith("SimWire: Data of 61");
  }

  @Test
  void a_batch_over_the_budget_fails_the_run() {
    assertThatThrownBy(() -> wire.datagram(SENDER, data(BUDGET)))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("bytes, the budget is");
  }

  @Test
  void the_seed_of_a_failure_repeats_it(TestInfo test) {
    long seed = LongStream.range(1, 100).filter(SimWire::isUsedWith).findFirst().orElseThrow();
    var seeds = Seeds.of(test, SimProfile.of(ElectionMode.JUMP));

    var first = seeds.failure(seed, SimWireTest::tooLargeABatch);

    assertThat(first).get().isInstanceOf(Violation.class);
    assertThat(seeds.failure(seed, SimWireTest::tooLargeABatch))
        .map(Throwable::getMessage)
        .isEqualTo(first.map(Throwable::getMessage));
  }

  private static void tooLargeABatch(Stage stage) {
    stage.group(2);
    var toAll = new Transmit(Destination.Group.INSTANCE, data(BUDGET));
    stage.network().send(stage.sim().leader(), SENDER, toAll);
  }

  private static Data data(int payloadBytes) {
    var payload = Payload.wrap(new byte[payloadBytes]);
    var frame = new DataFrame(new Dot(SENDER, 1), Dependencies.NONE, payload);
    return new Data(new ViewId(1, SENDER), List.of(frame));
  }
}
