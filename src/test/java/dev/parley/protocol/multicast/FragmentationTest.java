package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static dev.parley.protocol.multicast.Channels.ABC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dependencies;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class FragmentationTest {
  private static final Dependencies PAST = Dependencies.frontier(0b110, new long[] {70_000, 3});

  private final Fragmentation fragmentation = new Fragmentation(ABC, A.id(), 1_400);
  private final int first = fragmentation.room(PAST);
  private final int later = fragmentation.room(Dependencies.NONE);

  @Test
  void the_first_piece_has_less_room_for_it_carries_the_past() {
    // A count, and for each entry the slot and a number of three bytes.
    assertThat(later - first).isEqualTo(1 + 2 * (1 + 3));
  }

  @Test
  void what_fits_is_not_cut_and_a_byte_more_is() {
    assertThat(fragmentation.frames(0, PAST)).isEqualTo(1);
    assertThat(fragmentation.frames(first, PAST)).isEqualTo(1);
    assertThat(fragmentation.frames(first + 1, PAST)).isEqualTo(2);
    assertThat(fragmentation.frames(first + later, PAST)).isEqualTo(2);
    assertThat(fragmentation.frames(first + later + 1, PAST)).isEqualTo(3);
  }

  @Test
  void the_pieces_are_the_whole() {
    for (int size : new int[] {0, 1, first, first + 1, first + later, 60_000}) {
      var whole = new byte[size];
      for (int i = 0; i < size; i++) whole[i] = (byte) (i * 31 + i / 256);
      var pieces = new ByteArrayOutputStream();
      for (int i = 0; i < fragmentation.frames(size, PAST); i++)
        pieces.writeBytes(fragmentation.piece(Payload.wrap(whole), PAST, i).unsafeArray());

      assertThat(pieces.toByteArray()).isEqualTo(whole);
    }
  }

  @Test
  void the_largest_message_has_no_more_pieces_than_the_wire_takes_with_the_smallest_budget() {
    var members = new dev.parley.protocol.Member[dev.parley.protocol.View.MAX_MEMBERS];
    for (int i = 0; i < members.length; i++)
      members[i] = Channels.member("x".repeat(62) + (char) ('a' + i / 26) + (char) ('a' + i % 26));
    var large = Channels.view((1L << 41) - 1, members);
    var smallest = new Fragmentation(large, members[0].id(), MulticastSettings.MIN_DATAGRAM_BUDGET);
    var counts = new long[members.length - 1];
    java.util.Arrays.fill(counts, (1L << 40) - 1);
    var past = Dependencies.frontier(-2L, counts);

    assertThat(smallest.room(past)).isGreaterThanOrEqualTo(MulticastSettings.MIN_FRAGMENT_BYTES);
    assertThat(smallest.frames(MulticastSettings.MAX_MESSAGE_BYTES, past))
        .isLessThanOrEqualTo(MulticastSettings.MAX_FRAGMENTS);
  }
}
