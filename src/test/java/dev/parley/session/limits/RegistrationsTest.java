package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RegistrationsTest {
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Registrations.Limits LIMITS =
      new Registrations.Limits(new Rate(2, PERIOD), new Rate(3, PERIOD));
  private static final ClientAddress LOCAL = ClientAddress.of(new byte[] {127, 0, 0, 1});
  private static final ClientAddress FAR = ClientAddress.of(new byte[] {10, 0, 0, 1});
  private static final ClientAddress FARTHER = ClientAddress.of(new byte[] {10, 0, 0, 2});

  private final Registrations registrations = new Registrations();

  private long take(ClientAddress from, long nowMs) {
    return registrations.take(from, LIMITS, nowMs);
  }

  @Test
  void bounds_those_of_one_address_and_of_all() {
    assertThat(take(FAR, 0)).isZero();
    assertThat(take(FAR, 0)).isZero();
    assertThat(take(FAR, 0)).isEqualTo(5_000);
    assertThat(take(FARTHER, 0)).isZero();
    assertThat(take(FARTHER, 0)).isPositive();
    assertThat(take(FAR, 5_000)).isZero();
  }

  @Test
  void bounds_none_on_this_machine() {
    for (int i = 0; i < 100; i++) assertThat(take(LOCAL, 0)).isZero();
  }

  @Test
  void does_not_count_what_was_refused_for_another_reason() {
    take(FAR, 0);
    take(FAR, 0);
    registrations.giveBack(FAR);

    assertThat(take(FAR, 0)).isZero();
  }

  @Test
  void has_no_limits_where_none_are_set() {
    for (int i = 0; i < 100; i++)
      assertThat(registrations.take(FAR, Registrations.Limits.NONE, 0)).isZero();
  }
}
