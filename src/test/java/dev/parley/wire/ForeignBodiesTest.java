package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.ComponentCut;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bodies that no member writes, and that cost their reader more than their bytes say. */
class ForeignBodiesTest {
  private static final MemberId SELF = new MemberId("n-1111", 7);
  private static final int JOIN_READY = 0x13;
  private static final int MULTICAST_HEARD = 0x33;

  private final FrameCodec codec = new FrameCodec("parley");

  private static ByteWriter header(String node, int type) {
    var out = new ByteWriter(100).u16(FrameCodec.MAGIC).u8(2).u8(type).text("parley");
    return out.text(node).varint(SELF.incarnation());
  }

  private Decoded decode(int type, byte[] body) {
    return codec.decode(header(SELF.node(), type).u8(1).raw(Deflated.deflate(body)).toArray());
  }

  private static byte[] cbor(Object value) throws JsonProcessingException {
    return new CBORMapper().writeValueAsBytes(value);
  }

  private static byte[] ready(int members) throws JsonProcessingException {
    var all = new ArrayList<Object>();
    for (int i = 0; i < members; i++)
      all.add(List.of(List.of("n", i), List.of("h", 1), List.of("h", 2)));
    return cbor(List.of(all, List.of(1, List.of("n", 1)), 1, List.of("", 0)));
  }

  private static String reason(Decoded decoded) {
    return ((Decoded.Malformed) decoded).reason();
  }

  @Test
  void a_list_has_an_entry_for_each_member_of_a_view_and_not_one_more() throws Exception {
    assertThat(decode(JOIN_READY, ready(View.MAX_MEMBERS))).isInstanceOf(Decoded.Ok.class);
    assertThat(reason(decode(JOIN_READY, ready(View.MAX_MEMBERS + 1)))).contains("a list of 65");
  }

  @Test
  void a_list_of_thousands_is_not_even_read() throws Exception {
    assertThat(reason(decode(JOIN_READY, ready(5_000)))).contains("Token count");
    var heard = IntStream.range(0, 5_000).mapToObj(i -> List.of("n", 1_000 * i)).toList();
    assertThat(reason(decode(MULTICAST_HEARD, cbor(List.of(heard))))).contains("Token count");
  }

  @Test
  void a_body_is_not_inflated_further_than_members_deflate() throws Exception {
    var profile = cbor("x".repeat(300_000));
    assertThat(reason(decode(JOIN_READY, profile))).contains("inflates over");
  }

  /** Where each tag costs the parser as much as all before it, these take it a minute. */
  @Test
  void bodies_of_tags_alone_are_refused_as_fast_as_they_are_read() {
    var tags = new byte[WireLimits.MAX_DATAGRAM_BYTES - WireLimits.MAX_HEADER_BYTES];
    Arrays.fill(tags, (byte) 0xC1);
    var datagram = header(SELF.node(), JOIN_READY).u8(0).raw(tags).toArray();
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          for (int i = 0; i < 50; i++)
            assertThat(codec.decode(datagram)).isInstanceOf(Decoded.Malformed.class);
        });
  }

  @Test
  void all_vectors_of_a_body_together_have_a_limit() {
    assertThat(decode(vectors(2))).isInstanceOf(Decoded.Ok.class);
    assertThat(reason(decode(vectors(3)))).contains("30000 origins in vectors");
  }

  private Decoded decode(Cut cut) {
    return codec.decode(codec.encode(new Frame("parley", SELF, cut)));
  }

  private static Cut vectors(int number) {
    var counts = new TreeMap<MemberId, Long>();
    for (long life = 1; life <= VersionVector.MAX_ORIGINS; life++)
      counts.put(new MemberId("n", life), 1L);
    var component = new ComponentCut(new ViewId(1, SELF), VersionVector.of(counts), List.of());
    return new Cut(new Ballot(1, SELF), Collections.nCopies(number, component));
  }

  @Test
  void a_name_that_would_write_to_a_terminal_is_malformed() {
    var body = new byte[] {0};
    for (var node : List.of("a\nb", "a\u001b[2J", "a b", "\u6f22", "", "x".repeat(65))) {
      var decoded = codec.decode(header(node, MULTICAST_HEARD).raw(body).toArray());
      assertThat(decoded).as(node).isInstanceOf(Decoded.Malformed.class);
      if (!node.isEmpty()) assertThat(reason(decoded)).doesNotContain(node);
    }
  }
}
