package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.Batcher;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What the batcher estimates of sizes holds for the codec. */
class BatchSizesTest {
  private static final MemberId SELF = new MemberId("n-1111-0123456789abcdef", 1_800_000_000_000L);

  @Test
  void the_datagrams_of_a_busy_sender_stay_within_the_budget() {
    var seed = Seed.next();
    var random = seed.random();
    var codec = new FrameCodec("a-cluster-of-parley");
    for (int round = 0; round < 500; round++) {
      var frames = burst(random, 1 + random.nextInt(50));
      int budget = 508 + random.nextInt(8_500);
      for (var batch : Batcher.split(frames, budget)) {
        var data = new Data(new ViewId(1_000_000, SELF), batch);
        var bytes = codec.encode(new Frame("a-cluster-of-parley", SELF, data));
        if (batch.size() > 1)
          assertThat(bytes.length).as("seed %s", seed).isLessThanOrEqualTo(budget);
      }
    }
  }

  private static List<DataFrame> burst(RandomGenerator random, int slots) {
    var counts = new long[slots];
    for (int slot = 0; slot < slots; slot++) counts[slot] = random.nextLong(1L << 30);
    var frames = new ArrayList<DataFrame>();
    for (int i = 0; i < 60; i++) {
      counts[0]++;
      for (int slot = 1; slot < slots; slot++) {
        if (random.nextInt(3) == 0) counts[slot] += random.nextInt(60);
      }
      var payload = Payload.wrap(new byte[random.nextInt(300)]);
      frames.add(new DataFrame(new Dot(SELF, counts[0]), Dependencies.of(counts), payload));
    }
    return frames;
  }
}
