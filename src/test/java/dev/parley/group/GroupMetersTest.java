package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.metrics.Meters;
import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupMetersTest {
  private static final ViewId VIEW = new ViewId(1, new MemberId("n-a", 1));
  private static final Nak NAK = new Nak(VIEW, new MemberId("n-a", 1), List.of(), false);
  private static final Data DATA = new Data(VIEW, List.of());

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final GroupMeters meters = new GroupMeters(new Meters(registry));

  private double transitions(String event) {
    return registry.get("parley.transitions").tag("event", event).counter().count();
  }

  private double count(String name) {
    return registry.get(name).counter().count();
  }

  private static Output sent(Message message) {
    return new Transmit(Destination.Group.INSTANCE, message);
  }

  @Test
  void a_transition_is_counted_under_its_name_in_the_log() {
    assertThat(transitions("confirmed_silent")).isZero();
    meters.onOutput(new Note("confirmed silent", "n-b.1"));
    assertThat(transitions("confirmed_silent")).isEqualTo(1);
    assertThat(transitions("suspected")).isZero();
  }

  @Test
  void an_event_that_names_servers_makes_no_label() {
    meters.onOutput(new Note("no multicast between this node and n-b", "nothing is lost"));
    assertThat(registry.find("parley.transitions").counters())
        .hasSameSizeAs(GroupMeters.TRANSITIONS);
  }

  @Test
  void messages_are_sent_again_only_for_a_nak() {
    meters.onOutputs(DATA, List.of(sent(DATA)));
    assertThat(count("parley.repairs")).isZero();
    meters.onOutputs(NAK, List.of(sent(DATA), sent(NAK), sent(DATA)));
    assertThat(count("parley.repairs")).isEqualTo(2);
  }

  @Test
  void a_nak_is_counted_where_it_is_sent() {
    meters.onOutput(sent(DATA));
    assertThat(count("parley.naks")).isZero();
    meters.onOutput(sent(NAK));
    assertThat(count("parley.naks")).isEqualTo(1);
  }
}
