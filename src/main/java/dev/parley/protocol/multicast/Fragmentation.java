package dev.parley.protocol.multicast;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.Arrays;

/**
 * How a payload of one member is cut in one view: into pieces that fit a datagram alone, also when
 * the member with the longest name sends them again. The first piece has the message's past.
 */
final class Fragmentation {
  /** The longest forms of a frame's number, of how many follow, and of a payload's length. */
  private static final int NUMBERS = 10 + 2 + 3;

  private final int room;

  Fragmentation(View view, MemberId self, int datagramBudgetBytes) {
    int header = 0;
    for (Member member : view.members())
      header = Math.max(header, FrameSizes.header(member.id(), view.id()));
    this.room = datagramBudgetBytes - header - 1 - FrameSizes.name(self) - NUMBERS;
  }

  /** How many bytes of payload fit a frame with such a past. */
  int room(Dependencies past) {
    int left = room - FrameSizes.dependencies(past, FrameSizes.largest(past));
    // The smallest budget has room for that, for numbers of less than 41 bits.
    return Math.max(left, MulticastSettings.MIN_FRAGMENT_BYTES);
  }

  /** Into how many frames a payload of {@code size} bytes is cut, if its past is such. */
  int frames(int size, Dependencies past) {
    int first = room(past);
    if (size <= first) return 1;
    int each = room(Dependencies.NONE);
    return 1 + (size - first + each - 1) / each;
  }

  /** The {@code index}-th of {@link #frames} pieces. */
  Payload piece(Payload whole, Dependencies past, int index) {
    int first = room(past);
    if (whole.size() <= first) return whole;
    int each = room(Dependencies.NONE);
    int from = index == 0 ? 0 : first + (index - 1) * each;
    int to = Math.min(whole.size(), first + index * each);
    return Payload.wrap(Arrays.copyOfRange(whole.unsafeArray(), from, to));
  }
}
