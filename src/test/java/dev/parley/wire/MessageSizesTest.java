package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import dev.parley.protocol.failure.FailureSettings;
import dev.parley.protocol.failure.LivenessDigest;
import dev.parley.protocol.membership.MembershipMessage.ComponentCut;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.Relayed;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.SlotVector;
import dev.parley.protocol.reach.ReachMessage.MulticastHeard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The largest messages that the protocols can make fit a datagram. */
class MessageSizesTest {
  private static final long MANY = 1L << 34;

  private final List<MemberId> ids =
      IntStream.range(0, View.MAX_MEMBERS)
          .mapToObj(i -> new MemberId("n-%062d".formatted(i), 1_800_000_000_000L + i))
          .toList();
  private final List<Member> members =
      ids.stream()
          .map(id -> new Member(id, new Endpoint("192.168.100.200", 61_111), client()))
          .toList();
  private final VersionVector everything = everything();
  private final Ballot ballot = new Ballot(1_000_000, ids.get(0));

  @Test
  void a_report_of_the_largest_view_with_most_frames_held_fits() {
    var held = new ArrayList<FlushReport.Held>();
    for (int i = 0; i < FlushReport.MAX_HELD; i++) {
      int round = i;
      var past = ids.stream().mapToLong(id -> MANY + round * 1_000L).toArray();
      var dot = new Dot(ids.get(i % ids.size()), MANY + i);
      held.add(new FlushReport.Held(dot, Dependencies.frontier(-1L, past)));
    }
    var view = new ViewId(1_000_000, ids.get(0));

    assertFits(new FlushOk(ballot, new FlushReport(view, ids, everything, held)));
  }

  @Test
  void a_heartbeat_in_the_largest_view_fits_one_datagram_of_an_ethernet() {
    var counters = Collections.nCopies(View.MAX_MEMBERS, MANY);
    var ages = Collections.nCopies(View.MAX_MEMBERS, FailureSettings.MAX_SUSPECT_AFTER_MS);
    var view = new ViewId(1_000_000, ids.get(0));
    var frame =
        new Frame(
            "c".repeat(WireLimits.MAX_CLUSTER_LENGTH),
            ids.get(0),
            new Heartbeat(view, MANY, new LivenessDigest(counters, ages, Long.MIN_VALUE)));

    assertThat(new FrameCodec(frame.cluster()).encode(frame).length).isLessThan(1_400);
    assertFits(frame.message());
  }

  @Test
  void whom_a_member_of_the_largest_view_hears_by_multicast_fits() {
    assertFits(new MulticastHeard(ids));
  }

  @Test
  void the_installation_of_the_largest_view_fits() {
    var install = new Install(ballot, View.of(new ViewId(9, ids.get(0)), members), everything, ids);
    assertFits(install);
    assertFits(new Relayed(ids.get(0), 2, ids, install));
  }

  @Test
  void the_cut_of_as_many_components_as_members_fits() {
    var components =
        members.stream()
            .map(m -> new ComponentCut(new ViewId(1, m.id()), everything, List.of(m)))
            .toList();

    assertFits(new Cut(ballot, components));
  }

  @Test
  void a_vector_of_the_most_origins_fits_and_one_more_is_not_sent() {
    assertFits(cut(origins(VersionVector.MAX_ORIGINS)));
    assertTooLarge(cut(origins(VersionVector.MAX_ORIGINS + 1)), "10001 origins");
  }

  @Test
  void a_vector_of_more_slots_than_a_view_has_is_not_sent() {
    var delivered = SlotVector.of(new long[65]);

    assertTooLarge(new Acknowledged(new ViewId(1, ids.get(0)), delivered), "65 slots");
  }

  @Test
  void a_body_over_its_limit_is_not_sent_however_well_it_would_compress() {
    var component = new ComponentCut(new ViewId(1, ids.get(0)), everything, members);
    var components = Collections.nCopies(60, component);

    assertTooLarge(new Cut(ballot, components), "bytes of Cut");
  }

  private Cut cut(VersionVector reach) {
    return new Cut(ballot, List.of(new ComponentCut(new ViewId(1, ids.get(0)), reach, members)));
  }

  private static VersionVector origins(int number) {
    var counts = new TreeMap<MemberId, Long>();
    for (long life = 1; life <= number; life++) counts.put(new MemberId("n", life), 1L);
    return VersionVector.of(counts);
  }

  private static void assertTooLarge(Message message, String reason) {
    var frame = new Frame("parley", new MemberId("n", 1), message);

    assertThatThrownBy(() -> new FrameCodec("parley").encode(frame))
        .isInstanceOf(FrameTooLargeException.class)
        .hasMessageContaining(reason);
  }

  private static void assertFits(Message message) {
    var frame = new Frame("c".repeat(WireLimits.MAX_CLUSTER_LENGTH), new MemberId("n", 1), message);
    var codec = new FrameCodec(frame.cluster());
    var bytes = codec.encode(frame);

    System.out.println(message.getClass().getSimpleName() + " " + bytes.length + " bytes");
    assertThat(codec.decode(bytes)).isEqualTo(new Decoded.Ok(frame));
  }

  private VersionVector everything() {
    var counts = new TreeMap<MemberId, Long>();
    for (var id : ids) counts.put(id, MANY);
    return VersionVector.of(counts);
  }

  private static Endpoint client() {
    return new Endpoint("192.168.100.200", 51_111);
  }
}
