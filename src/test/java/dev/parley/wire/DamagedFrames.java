package dev.parley.wire;

import dev.parley.protocol.MemberId;
import dev.parley.testing.Damage;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Frames of a cluster in the name of one member, with any content, most of them damaged. */
public final class DamagedFrames {
  /** Frames are drawn slowly: each is damaged many times. */
  private static final int POOL = 2_000;

  private static final int WHOLE_ONE_IN = 8;

  private final RandomGenerator random;
  private final List<byte[]> pool = new ArrayList<>();

  public DamagedFrames(String cluster, MemberId from, RandomGenerator random) {
    this.random = random;
    var codec = new FrameCodec(cluster);
    var messages = new RandomMessages(random);
    var types = AllMessages.records();
    for (int i = 0; i < POOL; i++)
      pool.add(
          codec.encode(new Frame(cluster, from, messages.message(types.get(i % types.size())))));
  }

  public byte[] next() {
    var frame = pool.get(random.nextInt(POOL));
    return random.nextInt(WHOLE_ONE_IN) == 0
        ? frame
        : Damage.of(frame, pool.get(random.nextInt(POOL)), random);
  }
}
