package dev.parley.transport.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.transport.udp.InterfaceWatch.Seen;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InterfaceWatchTest {
  private static final Optional<Seen> SECOND = Optional.of(new Seen(2, true));
  private static final Optional<Seen> SECOND_DOWN = Optional.of(new Seen(2, false));
  private static final Optional<Seen> NINTH = Optional.of(new Seen(9, true));

  private final InterfaceWatch watch = new InterfaceWatch(SECOND);

  @Test
  void an_interface_that_stays_asks_for_nothing() {
    assertThat(watch.onLook(SECOND)).isFalse();
    assertThat(watch.onLook(SECOND)).isFalse();
  }

  @Test
  void another_interface_with_the_address_asks_once() {
    assertThat(watch.onLook(NINTH)).isTrue();
    assertThat(watch.onLook(NINTH)).isFalse();
  }

  @Test
  void an_interface_that_was_away_or_down_asks_when_it_is_back_and_up() {
    assertThat(watch.onLook(Optional.empty())).isFalse();
    assertThat(watch.onLook(SECOND_DOWN)).isFalse();
    assertThat(watch.onLook(SECOND)).isTrue();
    assertThat(watch.onLook(SECOND_DOWN)).isFalse();
    assertThat(watch.onLook(SECOND)).isTrue();
  }
}
