package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.multicast.Reassembly.Whole;
import org.junit.jupiter.api.Test;

class ReassemblyTest {
  private final Reassembly reassembly = new Reassembly(2);

  @Test
  void a_message_of_one_frame_is_whole_at_once() {
    assertThat(reassembly.onDelivered(0, piece(1, "whole", 0)))
        .isEqualTo(new Whole(Channels.payload("whole"), 1));
  }

  @Test
  void a_message_in_pieces_is_whole_with_the_last_of_them() {
    assertThat(reassembly.onDelivered(0, piece(1, "in ", 2))).isNull();
    assertThat(reassembly.onDelivered(0, piece(2, "three ", 1))).isNull();
    assertThat(reassembly.onDelivered(0, piece(3, "pieces", 0)))
        .isEqualTo(new Whole(Channels.payload("in three pieces"), 3));
    assertThat(reassembly.onDelivered(0, piece(4, "next", 0))).isNotNull();
  }

  @Test
  void pieces_of_two_origins_do_not_mix() {
    reassembly.onDelivered(0, piece(1, "a", 1));
    reassembly.onDelivered(1, piece(1, "b", 1));

    assertThat(reassembly.onDelivered(0, piece(2, "a", 0)))
        .isEqualTo(new Whole(Channels.payload("aa"), 2));
    assertThat(reassembly.onDelivered(1, piece(2, "b", 0)))
        .isEqualTo(new Whole(Channels.payload("bb"), 2));
  }

  @Test
  void nothing_is_made_of_pieces_that_do_not_follow_each_other() {
    reassembly.onDelivered(0, piece(1, "a", 3));

    assertThat(reassembly.onDelivered(0, piece(2, "b", 1))).isNull();
    assertThat(reassembly.onDelivered(0, piece(3, "c", 0))).isNull();
    assertThat(reassembly.onDelivered(0, piece(4, "whole", 0))).isNotNull();
  }

  @Test
  void a_message_has_as_many_bytes_as_the_limit_and_not_one_more() {
    var half = new byte[MulticastSettings.MAX_MESSAGE_BYTES / 2];
    reassembly.onDelivered(0, piece(1, half, 1));
    var whole = Payload.wrap(new byte[MulticastSettings.MAX_MESSAGE_BYTES]);
    assertThat(reassembly.onDelivered(0, piece(2, half, 0))).isEqualTo(new Whole(whole, 2));

    reassembly.onDelivered(0, piece(3, half, 1));
    assertThat(reassembly.onDelivered(0, piece(4, new byte[half.length + 1], 0))).isNull();
  }

  private static DataFrame piece(long seq, String text, int remaining) {
    return piece(seq, Channels.payload(text).unsafeArray(), remaining);
  }

  private static DataFrame piece(long seq, byte[] bytes, int remaining) {
    var dot = new Dot(A.id(), seq);
    return new DataFrame(dot, Dependencies.NONE, Payload.wrap(bytes), remaining);
  }
}
