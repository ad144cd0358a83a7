package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal.ViewInstalled;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.CausalChannel;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import dev.parley.protocol.multicast.MulticastMessage.Range;
import dev.parley.protocol.multicast.MulticastSettings;
import dev.parley.protocol.multicast.Payload;
import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever is multicast or repaired: no datagram is larger than the budget. */
class BatchSizesTest {
  private static final int ROUNDS = 300;

  private static final String[] LETTERS = {"a", "ä", "漢"};
  private static final String[] OF_NODES = {"a", "Z", "_"};

  @Test
  void no_datagram_of_frames_is_larger_than_the_budget() {
    var seed = Seed.next();
    var random = seed.random();
    int largest = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var cluster = name(random, 64, LETTERS);
      int header = FrameCodec.headerBytes(cluster);
      int budget = header + MulticastSettings.MIN_DATAGRAM_BUDGET + random.nextInt(8_000);
      for (var frame : traffic(random, cluster, budget - header)) {
        var bytes = new FrameCodec(cluster).encode(frame);
        assertThat(bytes.length).as("%s", seed).isLessThanOrEqualTo(budget);
        if (round % 10 == 0)
          assertThat(new FrameCodec(cluster).decode(bytes)).isEqualTo(new Decoded.Ok(frame));
        largest = Math.max(largest, 100 * bytes.length / budget);
      }
    }
    // Datagrams are filled, too.
    assertThat(largest).isGreaterThan(95);
  }

  /** What members multicast and, asked by another, send again. */
  private static List<Frame> traffic(RandomGenerator random, String cluster, int budget) {
    var view = view(random);
    var settings = MulticastSettings.withBudget(budget);
    var base = new TreeMap<MemberId, Long>();
    for (var id : view.ids()) base.put(id, random.nextLong(1L << random.nextInt(1, 40)));
    var frames = new ArrayList<Frame>();
    var receiver = view.members().get(0).id();
    base.remove(receiver);
    var channel =
        new CausalChannel(receiver, VersionVector.of(base), settings, new SplittableRandom(1));
    channel.onSignal(new ViewInstalled(view, VersionVector.of(base)), 0);
    for (int i = 0; i < 12; i++) {
      int slot = random.nextInt(view.size());
      var sender = view.members().get(slot).id();
      if (slot == 0) {
        for (int burst = random.nextInt(20); burst >= 0; burst--)
          channel.onSubmit(payload(random), 0);
        frames.addAll(sent(cluster, receiver, channel.onFlush(0)));
      } else {
        var dot = new Dot(sender, base.merge(sender, 1L, Long::sum));
        var heard = new DataFrame(dot, Dependencies.NONE, Payload.wrap(new byte[100]));
        channel.onMessage(sender, new Data(view.id(), List.of(heard)), 0);
      }
    }
    for (var origin : view.ids()) {
      var everything = List.of(new Range(1, Long.MAX_VALUE));
      var nak = new Nak(view.id(), origin, everything, false);
      var asker = view.members().get(view.size() - 1).id();
      frames.addAll(sent(cluster, receiver, channel.onMessage(asker, nak, 0)));
    }
    return frames;
  }

  private static List<Frame> sent(String cluster, MemberId from, List<Output> outputs) {
    var frames = new ArrayList<Frame>();
    for (var output : outputs)
      if (output instanceof Transmit transmit && transmit.message() instanceof Data data)
        frames.add(new Frame(cluster, from, data));
    return frames;
  }

  private static View view(RandomGenerator random) {
    var ids = new TreeSet<MemberId>();
    int size = 2 + random.nextInt(View.MAX_MEMBERS - 1);
    while (ids.size() < size)
      ids.add(new MemberId(name(random, 64, OF_NODES), random.nextLong(1L << 48)));
    var here = new Endpoint("host", 7_000);
    var members = ids.stream().map(id -> new Member(id, here, here)).toList();
    var leader = members.get(random.nextInt(size)).id();
    return View.of(new ViewId(random.nextLong(1L << 40), leader), members);
  }

  private static String name(RandomGenerator random, int longest, String[] letters) {
    var letter = letters[random.nextInt(letters.length)];
    var digits = Integer.toString(random.nextInt(100_000));
    return letter.repeat(random.nextInt(longest - digits.length() + 1)) + digits;
  }

  private static Payload payload(RandomGenerator random) {
    int most = random.nextInt(20) == 0 ? MulticastSettings.MAX_MESSAGE_BYTES : 300;
    return Payload.wrap(new byte[random.nextInt(most + 1)]);
  }

  @Test
  void the_header_of_a_cluster_with_the_longest_name_fits_its_limit() {
    var longest = "\u5317".repeat(WireLimits.MAX_CLUSTER_LENGTH);
    assertThat(FrameCodec.headerBytes(longest)).isBetween(190, WireLimits.MAX_HEADER_BYTES);
  }
}
