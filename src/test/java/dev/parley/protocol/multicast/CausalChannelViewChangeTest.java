package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static dev.parley.protocol.multicast.Channels.ABC;
import static dev.parley.protocol.multicast.Channels.B;
import static dev.parley.protocol.multicast.Channels.C;
import static dev.parley.protocol.multicast.Channels.change;
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

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Dot;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal.CutDecided;
import dev.parley.protocol.Signal.CutReached;
import dev.parley.protocol.Signal.Freeze;
import dev.parley.protocol.Signal.Frozen;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import dev.parley.protocol.multicast.MulticastMessage.Range;
import dev.parley.protocol.multicast.MulticastOutput.CutDelivered;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastOutput.Replicated;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What becomes of messages between the freeze and the next view. */
class CausalChannelViewChangeTest {
  private static final Ballot NEXT = new Ballot(2, A.id());

  @Test
  void a_joiner_is_no_copy_until_it_is_heard_in_the_view() {
    var channel = channelIn(view(1, A), A);
    channel.onSubmit(payload("first"), 0);
    var ab = view(2, A, B);

    var installed = change(channel, ab, VersionVector.EMPTY.with(A.id(), 1), List.of(A));
    channel.onSubmit(payload("second"), 0);
    assertThat(only(installed, Replicated.class)).isEmpty();

    var heard = channel.onMessage(B.id(), new Acknowledged(ab.id(), SlotVector.of(1, 0)), 0);
    var later = channel.onMessage(B.id(), new Acknowledged(ab.id(), SlotVector.of(2, 0)), 0);

    // The first was told before, with the one copy that it had.
    assertThat(only(heard, Replicated.class)).isEmpty();
    assertThat(only(later, Replicated.class)).containsExactly(new Replicated(2, 2));
  }

  @Test
  void who_came_along_from_the_old_view_is_a_copy_at_once() {
    var channel = channelIn(view(1, A, B), A);
    channel.onSubmit(payload("first"), 0);

    var installed =
        change(channel, view(2, A, B), VersionVector.EMPTY.with(A.id(), 1), List.of(A, B));

    assertThat(only(installed, Replicated.class)).containsExactly(new Replicated(1, 2));
  }

  @Test
  void frames_of_the_next_view_are_delivered_when_it_is_installed() {
    var channel = channelIn(view(1, A, B), A);
    var next = view(2, A, B);
    channel.onMessage(B.id(), data(next, frame(B, 1, 0, 0)), 0);

    assertThat(delivered(change(channel, next, VersionVector.EMPTY, List.of(A, B))))
        .containsExactly(new Dot(B.id(), 1));
  }

  @Test
  void after_a_freeze_nothing_is_sent_and_nothing_delivered() {
    var channel = channelIn(ABC, A);
    channel.onSignal(new Freeze(NEXT), 0);

    assertThat(channel.onSubmit(payload("later"), 0)).isEmpty();
    assertThat(channel.onMessage(B.id(), data(ABC, frame(B, 1, 0, 0, 0)), 0)).isEmpty();
    assertThat(channel.onFlush(0)).isEmpty();
    assertThat(channel.onTick(1_000)).isEmpty();
  }

  @Test
  void a_freeze_sends_what_waits_and_reports_what_is_delivered_and_held() {
    var channel = channelIn(ABC, A);
    channel.onSubmit(payload("a.1:1"), 0);
    channel.onMessage(B.id(), data(ABC, frame(B, 2, 0, 1, 0)), 0);

    var outputs = channel.onSignal(new Freeze(NEXT), 0);

    assertThat(sent(outputs, Data.class)).hasSize(1);
    var report = only(outputs, Frozen.class).get(0).report();
    assertThat(report.lastView()).isEqualTo(ABC.id());
    assertThat(report.delivered()).isEqualTo(VersionVector.EMPTY.with(A.id(), 1));
    assertThat(report.held())
        .containsExactly(new FlushReport.Held(new Dot(B.id(), 2), Channels.frontier(0, 1, 0)));
  }

  @Test
  void a_cut_is_delivered_to_its_end_and_not_further() {
    var channel = channelIn(ABC, A);
    channel.onSignal(new Freeze(NEXT), 0);
    var reach = VersionVector.EMPTY.with(B.id(), 1);
    assertThat(channel.onSignal(new CutDecided(NEXT, reach, List.of(A, B), true), 0)).isEmpty();

    var outputs =
        channel.onMessage(B.id(), data(ABC, frame(B, 1, 0, 0, 0), frame(B, 2, 0, 1, 0)), 0);

    assertThat(delivered(outputs)).containsExactly(new Dot(B.id(), 1));
    assertThat(outputs).contains(new CutDelivered(NEXT, reach, true), new CutReached(NEXT));
  }

  @Test
  void a_held_frame_beyond_the_cut_is_forgotten() {
    var channel = channelIn(ABC, A);
    channel.onMessage(B.id(), data(ABC, frame(B, 2, 0, 1, 0)), 0);
    channel.onSignal(new Freeze(NEXT), 0);
    channel.onSignal(
        new CutDecided(NEXT, VersionVector.EMPTY.with(B.id(), 1), List.of(A, B), false), 0);

    var outputs = channel.onMessage(B.id(), data(ABC, frame(B, 1, 0, 0, 0)), 0);

    assertThat(delivered(outputs)).containsExactly(new Dot(B.id(), 1));
  }

  @Test
  void what_a_cut_lacks_is_asked_of_its_holders() {
    var channel = channelIn(ABC, A);
    channel.onSignal(new Freeze(NEXT), 0);
    channel.onSignal(
        new CutDecided(NEXT, VersionVector.EMPTY.with(B.id(), 2), List.of(A, C), false), 0);
    channel.onTick(0);

    var asked = only(channel.onTick(GapDetector.FIRST_WAIT_MAX_MS), Transmit.class);

    assertThat(asked)
        .containsExactly(
            new Transmit(
                Destination.to(C), new Nak(ABC.id(), B.id(), List.of(new Range(1, 2)), false)));
  }

  @Test
  void a_cut_of_another_ballot_is_ignored() {
    var channel = channelIn(ABC, A);
    channel.onSignal(new Freeze(NEXT), 0);

    assertThat(
            channel.onSignal(
                new CutDecided(new Ballot(9, B.id()), VersionVector.EMPTY, List.of(A), false), 0))
        .isEmpty();
  }

  @Test
  void payloads_that_waited_leave_in_the_new_view() {
    var channel = channelIn(ABC, A);
    channel.onSignal(new Freeze(NEXT), 0);
    channel.onSubmit(payload("a.1:1"), 0);

    var outputs = change(channel, view(2, A, B), VersionVector.EMPTY, List.of(A, B));

    assertThat(delivered(outputs)).containsExactly(new Dot(A.id(), 1));
    assertThat(sent(channel.onFlush(0), Data.class))
        .containsExactly(data(view(2, A, B), frame(A, 1)));
  }

  @Test
  void numbers_go_on_from_view_to_view() {
    var channel = channelIn(ABC, A);
    channel.onSubmit(payload("a.1:1"), 0);
    change(channel, view(2, A, B), VersionVector.EMPTY.with(A.id(), 1), List.of(A, B));

    assertThat(delivered(channel.onSubmit(payload("a.1:2"), 0)))
        .containsExactly(new Dot(A.id(), 2));
  }

  @Test
  void a_base_that_forgets_its_own_messages_is_a_bug() {
    var channel = channelIn(ABC, A);
    channel.onSubmit(payload("a.1:1"), 0);

    assertThatThrownBy(() -> change(channel, view(2, A, B), VersionVector.EMPTY, List.of(A)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("last message 1");
  }

  @Test
  void a_new_life_begins_with_what_the_state_above_contains() {
    var known = VersionVector.EMPTY.with(B.id(), 7);
    var channel =
        new CausalChannel(
            A.id(), known, MulticastSettings.withBudget(1_200), new SplittableRandom(1));

    var report = only(channel.onSignal(new Freeze(NEXT), 0), Frozen.class).get(0).report();

    assertThat(report.delivered()).isEqualTo(known);
    assertThat(report.lastView()).isEqualTo(ViewId.none(A.id()));
  }

  @Test
  void a_freeze_finds_all_pieces_of_an_own_message_or_none() {
    var channel = channelIn(ABC, A);
    channel.onSubmit(Payload.wrap(new byte[10_000]), 0);

    var outputs = channel.onSignal(new Freeze(NEXT), 0);

    var frames =
        sent(outputs, Data.class).stream().flatMap(data -> data.frames().stream()).toList();
    assertThat(frames).hasSizeGreaterThan(1);
    assertThat(frames.get(frames.size() - 1).remaining()).isZero();
    assertThat(only(outputs, Frozen.class).get(0).report().delivered())
        .isEqualTo(VersionVector.EMPTY.with(A.id(), frames.size()));
  }

  @Test
  void a_message_that_a_cut_ends_in_the_middle_of_is_not_delivered_at_all() {
    var pieces = pieces(3);
    var channel = channelIn(ABC, A);
    channel.onMessage(B.id(), data(ABC, pieces.get(0), pieces.get(1)), 0);
    var ac = view(2, A, C);

    var changed = change(channel, ac, VersionVector.EMPTY.with(B.id(), 2), List.of(A, C));
    var late = channel.onMessage(C.id(), data(ac, pieces.get(2)), 0);

    assertThat(only(changed, CutReached.class)).isEmpty();
    assertThat(delivered(changed)).isEmpty();
    assertThat(delivered(late)).isEmpty();
  }

  @Test
  void a_message_whose_last_piece_comes_with_the_cut_is_delivered_before_the_view() {
    var pieces = pieces(3);
    var channel = channelIn(ABC, A);
    channel.onMessage(B.id(), data(ABC, pieces.get(0)), 0);
    channel.onSignal(new Freeze(NEXT), 0);
    var reach = VersionVector.EMPTY.with(B.id(), 3);
    channel.onSignal(new CutDecided(NEXT, reach, List.of(A, B), false), 0);

    var outputs = channel.onMessage(B.id(), data(ABC, pieces.get(1), pieces.get(2)), 0);

    assertThat(only(outputs, Delivered.class))
        .extracting(Delivered::dot, Delivered::frames, message -> message.payload().size())
        .containsExactly(org.assertj.core.groups.Tuple.tuple(new Dot(B.id(), 3), 3, 30));
    assertThat(only(outputs, CutReached.class)).hasSize(1);
  }

  /** A message of B in pieces of ten bytes. */
  private static List<DataFrame> pieces(int count) {
    var pieces = new ArrayList<DataFrame>();
    for (int i = 1; i <= count; i++) {
      var payload = Payload.wrap(new byte[10]);
      pieces.add(new DataFrame(new Dot(B.id(), i), Dependencies.NONE, payload, count - i));
    }
    return pieces;
  }
}
