package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.version.VersionOffer;
import dev.parley.testing.Damage;
import dev.parley.testing.Seed;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A million datagrams that nobody meant: random bytes, random bytes behind a right header, and
 * messages of this project that were damaged. Whatever they are, decoding answers; what it accepts
 * is a message that can be sent on.
 */
@Tag("slow")
class FrameCodecFuzzTest {
  private static final int RANDOM = 250_000;
  private static final int WITH_HEADER = 250_000;
  private static final int DAMAGED = 500_000;

  /** Times that one message is damaged before the next is drawn: drawing is the slow part. */
  private static final int DAMAGES_OF_ONE = 50;

  /** One accepted message in so many is encoded again. */
  private static final int CHECK_EVERY = 20;

  /** Four times the largest body, for the parser's own buffers and the objects that it makes. */
  private static final long MAX_ALLOCATED_BYTES = 4L * WireLimits.MAX_BODY_BYTES;

  private final FrameCodec codec = new FrameCodec("parley");
  private int accepted;
  private int foreign;
  private int malformed;
  private long mostAllocated;

  @Test
  void a_million_random_and_damaged_datagrams_are_answered_and_counted() {
    var seed = Seed.next();
    var random = seed.random();
    var messages = new RandomMessages(random);
    // The first message of a class loads much that is no cost of a datagram.
    AllMessages.records().forEach(type -> codec.decode(encoded(messages, type)));
    for (int i = 0; i < RANDOM; i++) take(seed, randomBytes(random));
    for (int i = 0; i < WITH_HEADER; i++) take(seed, withHeader(random));
    var before = accepted;
    damaged(seed, messages, random);

    System.out.printf(
        "fuzz: %d accepted, %d foreign, %d malformed, at most %d bytes allocated for one%n",
        accepted, foreign, malformed, mostAllocated);
    assertThat(accepted + foreign + malformed).isEqualTo(RANDOM + WITH_HEADER + DAMAGED);
    // Otherwise the damage was such that nothing behind the header was ever read.
    assertThat(accepted - before).as("%s", seed).isGreaterThan(DAMAGED / 100);
    assertThat(foreign).isPositive();
    assertThat(malformed).isPositive();
    assertThat(mostAllocated).as("%s", seed).isLessThan(MAX_ALLOCATED_BYTES);
  }

  private void damaged(Seed seed, RandomMessages messages, RandomGenerator random) {
    var types = AllMessages.records();
    var pool = new ArrayList<byte[]>();
    for (int i = 0; i < DAMAGED; i++) {
      if (i % DAMAGES_OF_ONE == 0)
        pool.add(encoded(messages, types.get(pool.size() % types.size())));
      take(
          seed,
          Damage.of(pool.get(pool.size() - 1), pool.get(random.nextInt(pool.size())), random));
    }
  }

  private byte[] encoded(RandomMessages messages, Class<?> type) {
    return codec.encode(new Frame("parley", messages.member(), messages.message(type)));
  }

  private void take(Seed seed, byte[] datagram) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    var decoded = codec.decode(datagram);
    mostAllocated = Math.max(mostAllocated, threads.getCurrentThreadAllocatedBytes() - before);
    if (decoded instanceof Decoded.Foreign) foreign++;
    else if (decoded instanceof Decoded.Ok ok) onAccepted(seed, ok);
    else malformed++;
  }

  /** What was accepted is a message like any other: it can be sent, and arrives as it was. */
  private void onAccepted(Seed seed, Decoded.Ok ok) {
    if (accepted++ % CHECK_EVERY != 0) return;
    assertThat(codec.decode(codec.encode(ok.frame()))).as("%s, %s", seed, ok.frame()).isEqualTo(ok);
  }

  private static byte[] randomBytes(RandomGenerator random) {
    var bytes = new byte[random.nextInt(400)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Random bytes behind the header of a frame of this cluster with a type that exists, mostly. */
  private static byte[] withHeader(RandomGenerator random) {
    var out = new ByteWriter(64);
    out.u16(FrameCodec.MAGIC).u8(VersionOffer.OWN.newest()).u8(random.nextInt(0x10, 0x70));
    out.text("parley");
    IdCodec.write(new MemberId("n", random.nextLong(1_000)), out);
    return out.raw(randomBytes(random)).toArray();
  }
}
