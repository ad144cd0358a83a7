package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static dev.parley.protocol.multicast.Channels.ABC;
import static dev.parley.protocol.multicast.Channels.B;
import static dev.parley.protocol.multicast.Channels.C;
import static dev.parley.protocol.multicast.Channels.channel;
import static dev.parley.protocol.multicast.Channels.channelIn;
import static dev.parley.protocol.multicast.Channels.data;
import static dev.parley.protocol.multicast.Channels.delivered;
import static dev.parley.protocol.multicast.Channels.frame;
import static dev.parley.protocol.multicast.Channels.only;
import static dev.parley.protocol.multicast.Channels.payload;
import static dev.parley.protocol.multicast.Channels.sent;
import static dev.parley.protocol.multicast.Channels.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import dev.parley.protocol.multicast.MulticastMessage.Range;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastOutput.Overloaded;
import dev.parley.protocol.multicast.MulticastOutput.Replicated;
import java.util.ArrayList;
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
  void keeps_nothing_that_all_others_had_before() {
    var channel = channelIn(ABC, C);
    var told = new Acknowledged(ABC.id(), SlotVector.of(1, 0, 0));
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

  @Test
  void delivers_its_own_message_at_once_and_sends_it_with_the_next_flush() {
    var channel = channelIn(ABC, A);

    var submitted = channel.onSubmit(payload("a.1:1"), 0);

    assertThat(delivered(submitted)).containsExactly(new Dot(A.id(), 1));
    assertThat(channel.wantsFlush()).isTrue();
    assertThat(sent(channel.onFlush(0), Data.class)).containsExactly(data(ABC, frame(A, 1)));
    assertThat(channel.wantsFlush()).isFalse();
  }

  @Test
  void a_message_carries_the_past_that_was_delivered_when_it_got_its_number() {
    var channel = channelIn(ABC, A);
    channel.onMessage(B.id(), data(ABC, frame(B, 1, 0, 0, 0)), 0);
    channel.onSubmit(payload("a.1:1"), 0);
    channel.onMessage(B.id(), data(ABC, frame(B, 2, 0, 1, 0)), 0);

    assertThat(sent(channel.onFlush(0), Data.class))
        .containsExactly(data(ABC, frame(A, 1, 0, 1, 0)));
  }

  @Test
  void frames_of_another_view_are_not_delivered() {
    var channel = channelIn(ABC, A);
    var other = view(1, B, A, C);

    assertThat(channel.onMessage(B.id(), data(other, frame(B, 1, 0, 0, 0)), 0)).isEmpty();
  }

  @Test
  void frames_of_a_stranger_are_not_delivered() {
    var channel = channelIn(ABC, A);

    assertThat(
            delivered(
                channel.onMessage(B.id(), data(ABC, frame(Channels.member("x"), 1, 0, 0, 0)), 0)))
        .isEmpty();
  }

  @Test
  void a_gap_is_asked_of_the_origin_twice_and_then_of_another_who_has_it() {
    var channel = channelIn(ABC, A);
    channel.onMessage(C.id(), new Acknowledged(ABC.id(), SlotVector.of(0, 1, 0)), 0);

    var asked = new ArrayList<Destination>();
    for (long nowMs = 0; nowMs < 200; nowMs += 10) {
      for (var transmit : only(channel.onTick(nowMs), Transmit.class))
        if (transmit.message() instanceof Nak) asked.add(transmit.to());
    }

    assertThat(asked).startsWith(Destination.to(B), Destination.to(B), Destination.to(C));
  }

  @Test
  void whoever_has_a_frame_repairs_it() {
    var channel = channelIn(ABC, C);
    channel.onMessage(A.id(), data(ABC, frame(A, 1, 0, 0, 0)), 0);

    var repair =
        channel.onMessage(B.id(), new Nak(ABC.id(), A.id(), List.of(new Range(1, 9)), false), 0);

    assertThat(repair)
        .containsExactly(new Transmit(Destination.to(B), data(ABC, frame(A, 1, 0, 0, 0))));
  }

  @Test
  void the_two_members_after_the_origin_acknowledge_at_once_and_a_double_again() {
    var four = view(1, A, B, C, Channels.member("d"));
    var buddy = channelIn(four, C);
    var other = channelIn(four, Channels.member("d"));
    var first = data(four, frame(A, 1, 0, 0, 0, 0));

    buddy.onMessage(A.id(), first, 0);
    other.onMessage(A.id(), first, 0);

    assertThat(sent(buddy.onFlush(0), Acknowledged.class)).hasSize(1);
    assertThat(other.wantsFlush()).isFalse();
    buddy.onMessage(A.id(), first, 0);
    assertThat(buddy.wantsFlush()).isTrue();
  }

  @Test
  void is_replicated_when_a_second_member_has_it_and_stable_when_all_have() {
    var channel = channelIn(ABC, A);
    channel.onSubmit(payload("a.1:1"), 0);
    var one = new Acknowledged(ABC.id(), SlotVector.of(1, 0, 0));

    assertThat(channel.onMessage(B.id(), one, 0)).containsExactly(new Replicated(1, 2));
    assertThat(channel.unstable()).isEqualTo(1);
    channel.onMessage(C.id(), one, 0);
    assertThat(channel.unstable()).isZero();
  }

  @Test
  void a_vector_of_another_view_or_length_says_nothing() {
    var channel = channelIn(ABC, A);
    channel.onSubmit(payload("a.1:1"), 0);

    assertThat(
            channel.onMessage(B.id(), new Acknowledged(view(2, A).id(), SlotVector.of(1, 0, 0)), 0))
        .isEmpty();
    assertThat(channel.onMessage(B.id(), new Acknowledged(ABC.id(), SlotVector.of(1)), 0))
        .isEmpty();
  }

  @Test
  void refuses_what_would_wait_beyond_the_limit() {
    var channel = channel(A);
    for (int i = 0; i < SendQueue.MAX_WAITING; i++)
      assertThat(channel.onSubmit(payload("x"), 0)).isEmpty();

    assertThat(channel.onSubmit(payload("one more"), 0))
        .containsExactly(new Overloaded(payload("one more")));
  }

  @Test
  void a_message_larger_than_a_datagram_comes_out_whole_at_the_others() {
    var sender = channelIn(ABC, A);
    var receiver = channelIn(ABC, B);
    var bytes = new byte[MulticastSettings.MAX_MESSAGE_BYTES];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (i % 251);
    var own = sender.onSubmit(Payload.wrap(bytes), 0);

    var outputs = new ArrayList<Output>();
    var datagrams = sent(sender.onFlush(0), Data.class);
    for (int i = datagrams.size() - 1; i >= 0; i--)
      outputs.addAll(receiver.onMessage(A.id(), datagrams.get(i), 0));

    assertThat(datagrams).hasSizeGreaterThan(bytes.length / 1_200);
    assertThat(only(outputs, Delivered.class)).isEqualTo(only(own, Delivered.class));
    assertThat(only(outputs, Delivered.class).get(0).payload()).isEqualTo(Payload.wrap(bytes));
  }

  @Test
  void a_message_over_the_limit_is_a_mistake_of_the_state_above() {
    var channel = channelIn(ABC, A);
    var tooLarge = Payload.wrap(new byte[MulticastSettings.MAX_MESSAGE_BYTES + 1]);

    assertThatThrownBy(() -> channel.onSubmit(tooLarge, 0)).hasMessageContaining("73729 bytes");
  }

  @Test
  void who_names_a_message_of_which_it_has_a_part_does_not_wait_for_the_rest() {
    var first = new DataFrame(new Dot(A.id(), 1), Dependencies.NONE, payload("half of it"), 1);
    var between = channelIn(ABC, B);
    between.onMessage(A.id(), data(ABC, first), 0);
    between.onSubmit(payload("b.1:1"), 0);
    var other = channelIn(ABC, C);
    other.onMessage(A.id(), data(ABC, first), 0);

    var outputs = other.onMessage(B.id(), sent(between.onFlush(0), Data.class).get(0), 0);

    assertThat(delivered(outputs)).containsExactly(new Dot(B.id(), 1));
  }
}
