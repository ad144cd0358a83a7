package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static dev.parley.protocol.multicast.Channels.ABC;
import static dev.parley.protocol.multicast.Channels.B;
import static dev.parley.protocol.multicast.Channels.C;
import static dev.parley.protocol.multicast.Channels.change;
import static dev.parley.protocol.multicast.Channels.data;
import static dev.parley.protocol.multicast.Channels.frame;
import static dev.parley.protocol.multicast.Channels.only;
import static dev.parley.protocol.multicast.Channels.payload;
import static dev.parley.protocol.multicast.Channels.sent;
import static dev.parley.protocol.multicast.Channels.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Member;
import dev.parley.protocol.Signal;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastOutput.Decided;
import dev.parley.protocol.multicast.MulticastOutput.Replicated;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Members whose state is on disk: what they tell, and when a message has its copies. */
class DurableChannelTest {
  @Test
  void what_is_delivered_and_not_on_disk_is_not_told() {
    var channel = channelIn(ABC, B, 2);
    channel.onMessage(A.id(), data(ABC, frame(A, 1, 0, 0, 0)), 0);

    assertThat(channel.wantsFlush()).isFalse();
    assertThat(told(channel.onTick(1_000))).isEqualTo(SlotVector.of(0, 0, 0));
  }

  @Test
  void the_origin_hears_of_its_message_when_it_is_on_disk() {
    var channel = channelIn(ABC, B, 2);
    channel.onMessage(A.id(), data(ABC, frame(A, 1, 0, 0, 0)), 0);

    channel.onDurable(context(A, 1));

    assertThat(told(channel.onFlush(0))).isEqualTo(SlotVector.of(1, 0, 0));
  }

  @Test
  void a_frame_that_comes_again_is_acknowledged_again_once_it_is_on_disk() {
    var channel = channelIn(ABC, B, 2);
    var data = data(ABC, frame(A, 1, 0, 0, 0));
    channel.onMessage(A.id(), data, 0);
    channel.onDurable(context(A, 1));
    channel.onFlush(0);

    channel.onMessage(A.id(), data, 0);

    assertThat(told(channel.onFlush(0))).isEqualTo(SlotVector.of(1, 0, 0));
  }

  @Test
  void a_message_counts_on_its_own_disk_and_on_others() {
    var channel = channelIn(ABC, A, 2);
    channel.onSubmit(payload("first"), 0);
    var told = channel.onMessage(B.id(), acknowledged(ABC, 1, 0, 0), 0);
    assertThat(only(told, Replicated.class)).isEmpty();

    assertThat(only(channel.onDurable(context(A, 1)), Replicated.class))
        .containsExactly(new Replicated(1, 2));
  }

  @Test
  void as_many_copies_are_waited_for_as_are_wanted() {
    var channel = channelIn(ABC, A, 3);
    channel.onSubmit(payload("first"), 0);
    channel.onDurable(context(A, 1));
    var second = channel.onMessage(B.id(), acknowledged(ABC, 1, 0, 0), 0);
    assertThat(only(second, Replicated.class)).isEmpty();

    var third = channel.onMessage(C.id(), acknowledged(ABC, 1, 0, 0), 0);
    assertThat(only(third, Replicated.class)).containsExactly(new Replicated(1, 3));
  }

  @Test
  void one_copy_is_enough_where_one_is_wanted_or_all_there_is() {
    for (var view : List.of(ABC, view(1, A))) {
      var channel = channelIn(view, A, view.size() == 1 ? 2 : 1);
      assertThat(only(channel.onSubmit(payload("first"), 0), Replicated.class)).isEmpty();

      assertThat(only(channel.onDurable(context(A, 1)), Replicated.class))
          .containsExactly(new Replicated(1, 1));
    }
  }

  @Test
  void a_companion_of_the_last_view_is_a_copy_when_it_says_so() {
    var channel = channelIn(view(1, A, B), A, 2);
    channel.onSubmit(payload("first"), 0);
    channel.onDurable(context(A, 1));
    var next = view(2, A, B);

    var installed = change(channel, next, context(A, 1), List.of(A, B));
    assertThat(only(installed, Replicated.class)).isEmpty();

    var told = channel.onMessage(B.id(), acknowledged(next, 1, 0), 0);
    assertThat(only(told, Replicated.class)).containsExactly(new Replicated(1, 2));
  }

  @Test
  void what_is_on_no_disk_stays_ready_for_repair() {
    var channel = channelIn(ABC, A, 2);
    channel.onSubmit(payload("first"), 0);
    channel.onMessage(B.id(), acknowledged(ABC, 1, 0, 0), 0);
    channel.onMessage(C.id(), acknowledged(ABC, 1, 0, 0), 0);
    assertThat(channel.unstable()).isEqualTo(1);

    channel.onDurable(context(A, 1));
    assertThat(channel.unstable()).isZero();
  }

  @Test
  void a_lone_member_goes_on_sending_as_its_disk_follows() {
    var channel = channelIn(view(1, A), A, 2);
    int more = SendQueue.WINDOW_FRAMES + 1;
    for (int i = 0; i < more; i++) channel.onSubmit(payload("m" + i), 0);
    assertThat(channel.delivered().get(A.id())).isEqualTo(SendQueue.WINDOW_FRAMES);

    channel.onDurable(context(A, SendQueue.WINDOW_FRAMES));
    assertThat(channel.delivered().get(A.id())).isEqualTo(more);
  }

  @Test
  void a_quorum_is_reached_by_the_disks_of_its_own_nodes() {
    var channel = channelIn(ABC, A, 2);
    channel.onSubmit(payload("first"), 0);
    var quorums = List.of(new Quorum(List.of("a", "c"), 2), new Quorum(List.of("a", "b", "c"), 2));
    assertThat(channel.onAwait(1, quorums)).isEmpty();
    channel.onDurable(context(A, 1));
    var others = channel.onMessage(B.id(), acknowledged(ABC, 1, 0, 0), 0);
    assertThat(only(others, Decided.class)).as("b is not in the first quorum").isEmpty();

    var both = channel.onMessage(C.id(), acknowledged(ABC, 1, 0, 0), 0);
    assertThat(only(both, Decided.class)).containsExactly(new Decided(1));
    assertThat(only(channel.onTick(1_000), Decided.class)).as("once").isEmpty();
  }

  @Test
  void a_quorum_that_was_there_before_it_was_asked_for_is_told_at_once() {
    var channel = channelIn(ABC, A, 2);
    channel.onSubmit(payload("first"), 0);
    channel.onDurable(context(A, 1));
    assertThat(channel.onAwait(1, List.of(new Quorum(List.of("a"), 1))))
        .containsExactly(new Decided(1));
  }

  @Test
  void no_quorum_is_reached_once_this_member_has_reported_for_another_view() {
    var channel = channelIn(ABC, A, 2);
    channel.onSubmit(payload("first"), 0);
    channel.onAwait(1, List.of(Quorum.majorityOf(List.of("a", "b", "c"))));
    channel.onSignal(new Signal.Freeze(new Ballot(9, C.id())), 0);

    channel.onDurable(context(A, 1));
    var late = channel.onMessage(B.id(), acknowledged(ABC, 1, 0, 0), 0);
    assertThat(only(late, Decided.class)).isEmpty();
    assertThat(channel.onAwait(1, List.of(new Quorum(List.of("a"), 1)))).isEmpty();
  }

  @Test
  void one_decision_more_than_can_be_awaited_is_refused() {
    var channel = channelIn(ABC, A, 2);
    channel.onSubmit(payload("first"), 0);
    var quorum = List.of(new Quorum(List.of("a"), 1));
    for (int i = 0; i < QuorumWaits.MAX_AWAITED; i++) channel.onAwait(1, quorum);
    assertThatThrownBy(() -> channel.onAwait(1, quorum))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static CausalChannel channelIn(View view, Member self, int copies) {
    var settings = MulticastSettings.withBudget(1_200).replicated(new Replication(copies, true));
    var channel =
        new CausalChannel(self.id(), VersionVector.EMPTY, settings, new SplittableRandom(1));
    change(channel, view, VersionVector.EMPTY, view.members());
    return channel;
  }

  private static VersionVector context(Member origin, long count) {
    return VersionVector.EMPTY.with(origin.id(), count);
  }

  private static Acknowledged acknowledged(View view, long... vector) {
    return new Acknowledged(view.id(), SlotVector.of(vector));
  }

  private static SlotVector told(List<dev.parley.protocol.Output> outputs) {
    return sent(outputs, Acknowledged.class).get(0).delivered();
  }
}
