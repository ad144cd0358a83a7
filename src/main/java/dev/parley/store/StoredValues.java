package dev.parley.store;

import dev.parley.chat.model.ClaimPair;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/** How lists and vectors are written into one column. */
final class StoredValues {
  private StoredValues() {}

  /** Eight bytes for each number. */
  static byte[] bytes(List<Long> numbers) {
    var bytes = ByteBuffer.allocate(numbers.size() * Long.BYTES);
    numbers.forEach(bytes::putLong);
    return bytes.array();
  }

  static List<Long> numbers(byte[] bytes) {
    var numbers = new ArrayList<Long>();
    for (var in = ByteBuffer.wrap(bytes); in.remaining() >= Long.BYTES; ) numbers.add(in.getLong());
    return numbers;
  }

  /** Seven bits a byte, the lowest first, each number after the other: small ones are short. */
  static byte[] packed(Collection<Long> numbers) {
    var bytes = new ByteArrayOutputStream(4 * numbers.size());
    for (long rest : numbers) {
      for (; (rest & ~PAYLOAD) != 0; rest >>>= 7) bytes.write((int) ((rest & PAYLOAD) | MORE));
      bytes.write((int) rest);
    }
    return bytes.toByteArray();
  }

  /** The numbers of {@link #packed}. */
  static List<Long> unpacked(byte[] bytes) {
    var numbers = new ArrayList<Long>();
    long number = 0;
    int shift = 0;
    for (var octet : bytes) {
      number |= (octet & PAYLOAD) << shift;
      shift += 7;
      if ((octet & MORE) != 0) continue;
      numbers.add(number);
      number = 0;
      shift = 0;
    }
    return numbers;
  }

  private static final long PAYLOAD = 0x7f;
  private static final int MORE = 0x80;

  /** No node has such a name. A row without them is of before messages were tied to accounts. */
  private static final String SENDER = "@sender";

  private static final String RECEIVER = "@receiver";

  /** {@code member=count}, separated by blanks; no member has a blank in its name. */
  static String text(SortedMap<String, Long> clock, ClaimPair parties) {
    var joined = new StringJoiner(" ");
    if (!parties.equals(ClaimPair.UNKNOWN)) {
      joined.add(SENDER + "=" + parties.sender());
      joined.add(RECEIVER + "=" + parties.receiver());
    }
    clock.forEach((member, count) -> joined.add(member + "=" + count));
    return joined.toString();
  }

  static SortedMap<String, Long> clock(String text) {
    var clock = new TreeMap<String, Long>();
    for (var entry : text.isEmpty() ? new String[0] : text.split(" ")) {
      int end = entry.lastIndexOf('=');
      clock.put(entry.substring(0, end), Long.valueOf(entry.substring(end + 1)));
    }
    return clock;
  }

  /** Removes the parties from the result of {@link #clock}. */
  static ClaimPair takeParties(SortedMap<String, Long> clock) {
    var sender = clock.remove(SENDER);
    var receiver = clock.remove(RECEIVER);
    return sender == null || receiver == null ? ClaimPair.UNKNOWN : new ClaimPair(sender, receiver);
  }
}
