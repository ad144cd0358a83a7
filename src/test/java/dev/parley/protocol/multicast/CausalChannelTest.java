package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static dev.parley.protocol.multicast.Channels.ABC;
import static dev.parley.protocol.multicast.Channels.B;
import static dev.parley.protocol.multicast.Channels.C;
import static dev.parley.protocol.multicast.Channels.change;
import static dev.parley.protocol.multicast.Channels.channel;
import static dev.parley.protocol.multicast.Channels.channelIn;
import static dev.parley.protocol.multicast.Channels.data;
import static dev.parley.protocol.multicast.Channels.frame;
import static dev.parley.protocol.multicast.Channels.only;
import static dev.parley.protocol.multicast.Channels.payload;
import static dev.parley.protocol.multicast.Channels.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Context;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastOutput.Replicated;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages of one member in one view, and what becomes of them. */
class CausalChannelTest {
  @Test
  void a_message_of_a_lone_member_has_the_only_copy_there_can_be() {
    var channel = channelIn(view(1, A), A);

    var outputs = channel.onSubmit(payload("first"), 0);

    assertThat(only(outputs, Replicated.class)).containsExactly(new Replicated(1, 1));
    assertThat(channel.unstable()).isZero();
  }

  @Test
  void a_joiner_is_no_copy_until_it_is_heard_in_the_view() {
    var channel = channelIn(view(1, A), A);
    channel.onSubmit(payload("first"), 0);
    var ab = view(2, A, B);

    var installed = change(channel, ab, Context.EMPTY.with(A.id(), 1), List.of(A));
    channel.onSubmit(payload("second"), 0);
    assertThat(only(installed, Replicated.class)).isEmpty();

    var heard = channel.onMessage(B.id(), new Acknowledged(ab.id(), Dependencies.of(1, 0)), 0);
    var later = channel.onMessage(B.id(), new Acknowledged(ab.id(), Dependencies.of(2, 0)), 0);

    // The first was told before, with the one copy that it had.
    assertThat(only(heard, Replicated.class)).isEmpty();
    assertThat(only(later, Replicated.class)).containsExactly(new Replicated(2, 2));
  }

  @Test
  void who_came_along_from_the_old_view_is_a_copy_at_once() {
    var channel = channelIn(view(1, A, B), A);
    channel.onSubmit(payload("first"), 0);

    var installed = change(channel, view(2, A, B), Context.EMPTY.with(A.id(), 1), List.of(A, B));

    assertThat(only(installed, Replicated.class)).containsExactly(new Replicated(1, 2));
  }

  @Test
  void keeps_nothing_that_all_others_had_before() {
    var channel = channelIn(ABC, C);
    var told = new Acknowledged(ABC.id(), Dependencies.of(1, 0, 0));
    channel.onMessage(A.id(), told, 0);
    channel.onMessage(B.id(), told, 0);

    channel.onMessage(A.id(), data(ABC, frame(A, 1, 0, 0, 0)), 0);

    assertThat(channel.unstable()).isZero();
  }

  @Test
  void sends_nothing_before_its_first_view() {
    var channel = channel(A);

    assertThat(channel.onSubmit(payload("early"), 0)).isEmpty();
    assertThat(channel.onTick(1_000)).isEmpty();
  }
}
