package dev.parley.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.observe.TraceMessage.Points;
import dev.parley.observe.TracePoint.Kind;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceCodecTest {
  private static final MemberId A = new MemberId("n-a", 1);
  private static final MemberId B = new MemberId("n-b", 2);

  @Test
  void reads_the_points_that_it_wrote() {
    var clock = VersionVector.EMPTY.with(A, 1_000_000).with(B, 3);
    var points =
        List.of(
            TracePoint.of(Kind.SENT, 990, new Dot(A, 1_000_000)),
            new TracePoint(Kind.DELIVERED, 995, new Dot(A, 1_000_000), 0, clock),
            new TracePoint(Kind.DELIVERED, 1_000, new Dot(B, 3), 40, null),
            TracePoint.ofEpoch(Kind.VIEW, 1_000, 62));
    var written = TraceCodec.encode(points, 1_000, 5);
    assertThat(written.leftOut()).isEqualTo(5);
    assertThat(TraceCodec.decode(written)).isEqualTo(points);
  }

  @Test
  void leaves_out_what_is_no_point_and_what_a_later_version_wrote() {
    var sound = List.of(0L, 5L, 1L, 1L, 0L);
    assertThat(decode(sound)).hasSize(1);
    for (var wrong :
        List.of(
            List.<Long>of(),
            List.of(0L, 5L, 1L, 1L),
            List.of(-1L, 5L, 1L, 1L, 0L),
            List.of((long) Kind.values().length, 5L, 1L, 1L, 0L),
            List.of(0L, 5L, 3L, 1L, 0L),
            List.of(0L, 5L, -1L, 1L, 0L),
            List.of(0L, 5L, 1L, 0L, 0L),
            List.of(0L, 5L, 1L, 1L, 0L, 7L))) assertThat(decode(wrong)).as("%s", wrong).isEmpty();
    assertThat(decode(List.of(0L, 5L, 1L, 1L, 0L, -7L, 3L)).get(0).clock())
        .isEqualTo(VersionVector.EMPTY.with(B, 3));
  }

  private static List<TracePoint> decode(List<Long> numbers) {
    return TraceCodec.decode(new Points(1_000, List.of(A, B), List.of(numbers), 0));
  }
}
