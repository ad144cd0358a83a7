package dev.parley.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.observe.TraceExchange.Shown;
import dev.parley.observe.TraceMessage.Glance;
import dev.parley.observe.TraceMessage.Points;
import dev.parley.observe.TraceMessage.Watch;
import dev.parley.observe.TracePoint.Kind;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceExchangeTest {
  private static final MemberId A = new MemberId("n-a", 1);
  private static final MemberId B = new MemberId("n-b", 1);
  private static final Endpoint BUS_OF_B = Endpoint.parse("127.0.0.2:1");
  private static final Glance GLANCE =
      new Glance(List.of(), List.of(), new Figures(1, 2, 3, 4, 5, List.of()));

  private final TraceExchange ofA = new TraceExchange();

  @BeforeEach
  void install_a_view() {
    ofA.onLive(A);
    ofA.onView(view(A, B));
  }

  @Test
  void sends_nothing_and_makes_no_points_while_nobody_looks() {
    assertThat(ofA.every()).isZero();
    for (long ms = 0; ms < 10_000; ms += 50) assertThat(ofA.onTick(() -> GLANCE, ms, ms)).isEmpty();
  }

  @Test
  void asks_the_others_while_somebody_reads_and_shows_their_points_and_its_own() {
    ofA.onReaders(true);
    assertThat(ofA.every()).isEqualTo(1);
    assertThat(ofA.onTick(() -> GLANCE, 0, 1_000))
        .containsExactly(new Transmit(Destination.Group.INSTANCE, new Watch(1)));
    assertThat(ofA.onTick(() -> GLANCE, 50, 1_050)).as("not each time").isEmpty();
    assertThat(ofA.onTick(() -> GLANCE, TraceExchange.ASK_EVERY_MS, 2_000)).hasSize(1);

    var own = point(1);
    ofA.onPoint(own);
    assertThat(ofA.onTick(() -> GLANCE, 1_500, 2_500))
        .containsExactly(new Shown(A, List.of(own), 0));

    var told = TraceCodec.encode(List.of(TracePoint.of(Kind.SENT, 90, new Dot(B, 1))), 100, 7);
    assertThat(ofA.onMessage(B, told, 1_600, 2_600))
        .as("its clock is 2,500 ms behind")
        .containsExactly(new Shown(B, List.of(TracePoint.of(Kind.SENT, 2_590, new Dot(B, 1))), 7));

    ofA.onReaders(false);
    assertThat(ofA.every()).isZero();
    assertThat(ofA.onMessage(B, told, 1_700, 2_700)).isEmpty();
  }

  @Test
  void tells_a_member_that_asks_and_stops_when_that_asks_no_more() {
    ofA.onMessage(B, new Watch(4), 0, 0);
    assertThat(ofA.every()).isEqualTo(4);
    ofA.onPoint(point(4));
    assertThat(ofA.onTick(() -> GLANCE, 0, 1_000))
        .containsExactly(toB(GLANCE), toB(TraceCodec.encode(List.of(point(4)), 1_000, 0)));

    ofA.onTick(() -> GLANCE, TraceExchange.WATCHED_FOR_MS - 1, 0);
    assertThat(ofA.every()).isEqualTo(4);
    ofA.onTick(() -> GLANCE, TraceExchange.WATCHED_FOR_MS, 0);
    assertThat(ofA.every()).isZero();
  }

  @Test
  void tells_a_member_that_only_glances_no_points() {
    ofA.onMessage(B, new Watch(0), 0, 0);
    assertThat(ofA.every()).isZero();
    assertThat(ofA.onTick(() -> GLANCE, 0, 0)).containsExactly(toB(GLANCE));
    ofA.onMessage(B, new Watch(-3), 0, 0);
    assertThat(ofA.every()).isZero();
  }

  @Test
  void knows_how_the_others_are_for_as_long_as_that_is_fresh() {
    ofA.onGlanced(0);
    assertThat(ofA.onTick(() -> GLANCE, 0, 0))
        .containsExactly(new Transmit(Destination.Group.INSTANCE, new Watch(0)));
    ofA.onMessage(B, GLANCE, 100, 0);
    assertThat(ofA.glances(5_099)).containsOnlyKeys(B);
    assertThat(ofA.glances(5_100)).isEmpty();
    ofA.onMessage(B, GLANCE, 6_000, 0);
    ofA.onView(view(A));
    assertThat(ofA.glances(6_000)).as("it has gone").isEmpty();
  }

  @Test
  void tells_no_more_bytes_in_a_second_than_the_limit_and_how_much_was_left_out() {
    ofA.onMessage(B, new Watch(1), 0, 0);
    long told = 0;
    long leftOut = 0;
    int made = 0;
    for (long ms = 0; ms < 1_000; ms += 50) {
      for (int i = 0; i < 200; i++) ofA.onPoint(point(++made));
      for (var points : pointsIn(ofA.onTick(() -> GLANCE, ms, ms))) {
        told += points.points().size();
        leftOut += points.leftOut();
      }
    }
    assertThat(told * TraceCodec.POINT_BYTES)
        .isBetween(TraceExchange.BYTES_PER_SECOND / 2L, (long) TraceExchange.BYTES_PER_SECOND);
    for (long ms = 1_000; ms <= 1_250; ms += 250) {
      ofA.onPoint(point(++made));
      for (var points : pointsIn(ofA.onTick(() -> GLANCE, ms, ms))) {
        told += points.points().size();
        leftOut += points.leftOut();
      }
    }
    assertThat(told + leftOut).isEqualTo(made);
  }

  @Test
  void lets_so_many_points_wait_and_counts_the_others() {
    ofA.onReaders(true);
    for (int i = 1; i <= TraceExchange.MAX_WAITING + 1; i++) ofA.onPoint(point(i));
    assertThat(ofA.onTick(() -> GLANCE, 0, 0))
        .filteredOn(Shown.class::isInstance)
        .singleElement()
        .satisfies(
            output -> {
              assertThat(((Shown) output).points()).hasSize(TraceExchange.MAX_WAITING);
              assertThat(((Shown) output).leftOut()).isEqualTo(1);
            });
  }

  @Test
  void hears_members_of_the_view_only_and_tells_no_more_of_them_than_the_limit() {
    ofA.onMessage(new MemberId("n-x", 1), new Watch(1), 0, 0);
    assertThat(ofA.every()).isZero();

    var members = new ArrayList<MemberId>();
    members.add(A);
    for (int i = 0; i <= TraceExchange.MAX_WATCHERS; i++) members.add(new MemberId("n-m" + i, 1));
    ofA.onView(view(members.toArray(MemberId[]::new)));
    for (var member : members.subList(1, members.size())) ofA.onMessage(member, new Watch(1), 0, 0);
    assertThat(ofA.onTick(() -> GLANCE, 0, 0)).hasSize(TraceExchange.MAX_WATCHERS);
  }

  private static List<Points> pointsIn(List<Output> outputs) {
    return outputs.stream()
        .filter(Transmit.class::isInstance)
        .map(output -> ((Transmit) output).message())
        .filter(Points.class::isInstance)
        .map(Points.class::cast)
        .toList();
  }

  private static Transmit toB(TraceMessage message) {
    return new Transmit(new Destination.One(BUS_OF_B), message);
  }

  private static TracePoint point(long seq) {
    return TracePoint.of(Kind.SENT, 0, new Dot(A, seq));
  }

  private static View view(MemberId... members) {
    var all = new ArrayList<Member>();
    for (var id : members)
      all.add(
          new Member(
              id,
              id.equals(B) ? BUS_OF_B : Endpoint.parse("127.0.0.1:1"),
              Endpoint.parse("127.0.0.1:2")));
    return View.of(new ViewId(7, A), all);
  }
}
