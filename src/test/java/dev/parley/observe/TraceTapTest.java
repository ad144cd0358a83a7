package dev.parley.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.observe.TracePoint.Kind;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MessageClock;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastOutput.ViewDelivered;
import dev.parley.protocol.multicast.Payload;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TraceTapTest {
  private static final MemberId A = new MemberId("n-a", 1);
  private static final MemberId B = new MemberId("n-b", 1);
  private static final View VIEW = View.of(new ViewId(7, A), List.of(member(A), member(B)));

  private final TraceTap tap = new TraceTap(A);

  @Test
  void shows_an_own_message_as_sent_once_and_then_as_sent_again() {
    assertThat(tap.onOutput(data(A, 1, 2), 1, 5))
        .containsExactly(
            TracePoint.of(Kind.SENT, 5, new Dot(A, 1)), TracePoint.of(Kind.SENT, 5, new Dot(A, 2)));
    assertThat(tap.onOutput(data(A, 2), 1, 6))
        .containsExactly(TracePoint.of(Kind.RESENT, 6, new Dot(A, 2)));
    assertThat(tap.onOutput(data(B, 9), 1, 7))
        .as("a repair")
        .containsExactly(TracePoint.of(Kind.RESENT, 7, new Dot(B, 9)));
  }

  @Test
  void shows_what_was_sent_before_anybody_looked_as_sent_again() {
    tap.onUnseen(data(A, 1, 2));
    assertThat(tap.onOutput(data(A, 2, 3), 1, 5))
        .containsExactly(
            TracePoint.of(Kind.RESENT, 5, new Dot(A, 2)),
            TracePoint.of(Kind.SENT, 5, new Dot(A, 3)));
  }

  @Test
  void shows_a_message_that_came_before_anybody_looked_as_held_since_then_at_least() {
    tap.onUnseen(delivered(B, 1));
    tap.onOutput(delivered(A, 1), 1, 100);
    assertThat(held(tap.onOutput(delivered(B, 3), 1, 130))).isEqualTo(30);

    tap.onReceived(received(B, 4), 1);
    assertThat(held(tap.onOutput(delivered(B, 4), 1, 150))).as("at once").isZero();
  }

  @Test
  void shows_no_copy_of_what_was_delivered_before_anybody_looked_as_held() {
    tap.onUnseen(delivered(B, 2));
    tap.onReceived(received(B, 1, 2, 3), 1);
    assertThat(tap.onTurnEnded(6)).containsExactly(TracePoint.of(Kind.HELD, 6, new Dot(B, 3)));

    tap.onUnseen(delivered(B, 3));
    tap.onReceived(received(B, 3), 1);
    assertThat(tap.onTurnEnded(7)).as("it was delivered while nobody looked").isEmpty();
  }

  @Test
  void has_the_clock_of_own_messages_and_leaves_that_of_others_to_them() {
    assertThat(tap.onOutput(delivered(A, 1), 1, 5))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.kind()).isEqualTo(Kind.DELIVERED);
              assertThat(point.clock()).isEqualTo(VersionVector.EMPTY.with(A, 1).with(B, 4));
            });
    assertThat(tap.onOutput(delivered(B, 1), 1, 5))
        .singleElement()
        .satisfies(point -> assertThat(point.clock()).isNull());
  }

  @Test
  void shows_a_message_as_held_if_its_turn_ends_without_its_delivery_and_for_how_long() {
    tap.onReceived(received(B, 2), 1);
    assertThat(tap.onTurnEnded(10)).containsExactly(TracePoint.of(Kind.HELD, 10, new Dot(B, 2)));
    assertThat(tap.onTurnEnded(11)).as("once").isEmpty();

    tap.onReceived(received(B, 1), 1);
    assertThat(held(tap.onOutput(delivered(B, 1), 1, 14))).isZero();
    assertThat(held(tap.onOutput(delivered(B, 2), 1, 14))).isEqualTo(4);
    assertThat(tap.onTurnEnded(14)).isEmpty();
  }

  @Test
  void shows_no_copy_of_a_delivered_message_as_held() {
    tap.onOutput(delivered(B, 2), 1, 5);
    tap.onReceived(received(B, 1, 2), 1);
    assertThat(tap.onTurnEnded(6)).isEmpty();
  }

  @Test
  void forgets_the_oldest_message_that_waits_beyond_the_limit() {
    tap.onReceived(received(B, LongStream.rangeClosed(1, TraceTap.MAX_ARRIVED + 1).toArray()), 1);
    assertThat(tap.onTurnEnded(5)).hasSize(TraceTap.MAX_ARRIVED);
    assertThat(held(tap.onOutput(delivered(B, 1), 1, 9))).as("forgotten").isZero();
    assertThat(held(tap.onOutput(delivered(B, 2), 1, 9))).isEqualTo(4);
  }

  @Test
  void shows_one_of_every_so_many_messages_and_counts_them_all() {
    assertThat(tap.onOutput(data(A, 1, 2, 3, 4), 4, 5))
        .containsExactly(TracePoint.of(Kind.SENT, 5, new Dot(A, 4)));
    assertThat(tap.onOutput(delivered(B, 3), 4, 5)).isEmpty();
    assertThat(tap.onOutput(delivered(B, 4), 4, 5)).hasSize(1);
    tap.onReceived(received(B, 7), 4);
    assertThat(tap.onTurnEnded(6)).isEmpty();
    assertThat(tap.takeCount()).isEqualTo(2);
    assertThat(tap.takeCount()).isZero();
    assertThat(tap.onOutput(data(A, 8), 0, 5)).as("nobody looks").isEmpty();
  }

  @Test
  void takes_the_last_frame_of_a_message_for_all_of_it() {
    var first = new DataFrame(new Dot(A, 1), Dependencies.NONE, Payload.wrap(new byte[1]), 1);
    var last = new DataFrame(new Dot(A, 2), Dependencies.NONE, Payload.wrap(new byte[1]), 0);
    var both = new Transmit(Destination.Group.INSTANCE, new Data(VIEW.id(), List.of(first, last)));
    assertThat(tap.onOutput(both, 1, 5))
        .containsExactly(TracePoint.of(Kind.SENT, 5, new Dot(A, 2)));
  }

  @Test
  void shows_views_and_freezes_by_their_epochs() {
    assertThat(tap.onOutput(new ViewDelivered(VIEW, VersionVector.EMPTY), 1, 5))
        .containsExactly(TracePoint.ofEpoch(Kind.VIEW, 5, 7));
  }

  private static long held(List<TracePoint> points) {
    return points.get(0).number();
  }

  private static Transmit data(MemberId origin, long... numbers) {
    return new Transmit(Destination.Group.INSTANCE, received(origin, numbers));
  }

  private static Data received(MemberId origin, long... numbers) {
    return new Data(
        VIEW.id(),
        LongStream.of(numbers)
            .mapToObj(
                seq ->
                    new DataFrame(
                        new Dot(origin, seq), Dependencies.NONE, Payload.wrap(new byte[1])))
            .toList());
  }

  private static Delivered delivered(MemberId origin, long seq) {
    var dot = new Dot(origin, seq);
    var clock = new MessageClock(VIEW, dot, new long[] {3, 4});
    return new Delivered(dot, 1, clock, Payload.wrap(new byte[1]));
  }

  private static Member member(MemberId id) {
    return new Member(id, Endpoint.parse("127.0.0.1:1"), Endpoint.parse("127.0.0.1:2"));
  }
}
