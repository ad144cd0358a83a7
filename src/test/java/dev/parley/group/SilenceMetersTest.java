package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.metrics.Meters;
import dev.parley.protocol.MemberId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SilenceMetersTest {
  private static final MemberId B = new MemberId("n-b", 1);
  private static final MemberId C = new MemberId("n-c", 1);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long nowMs = 10_000;
  private final SilenceMeters meters = new SilenceMeters(new Meters(registry), () -> nowMs);

  private double age(String member) {
    return registry.get("parley.heartbeat.age.seconds").tag("member", member).gauge().value();
  }

  @Test
  void the_age_of_what_was_last_heard_grows_until_more_is_heard() {
    meters.onSilences(new TreeMap<>(Map.of(B, 250L, C, 1_000L)));
    nowMs += 500;
    assertThat(age("n-b")).isEqualTo(0.75);
    assertThat(age("n-c")).isEqualTo(1.5);

    meters.onSilences(new TreeMap<>(Map.of(B, 0L, C, 1_500L)));
    assertThat(age("n-b")).isZero();
    assertThat(age("n-c")).isEqualTo(1.5);
  }

  @Test
  void a_member_that_has_gone_is_forgotten_and_one_that_is_back_is_another_life_of_it() {
    meters.onSilences(new TreeMap<>(Map.of(B, 250L, C, 0L)));
    meters.onSilences(new TreeMap<>(Map.of(C, 0L)));
    assertThat(registry.find("parley.heartbeat.age.seconds").gauges()).hasSize(1);

    meters.onSilences(new TreeMap<>(Map.of(new MemberId("n-b", 2), 2_000L, C, 0L)));
    assertThat(age("n-b")).isEqualTo(2);
  }
}
