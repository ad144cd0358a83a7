package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class KeyRotationTest {
  private static final Instant NOW = Instant.parse("2026-11-29T20:00:00Z");
  private final RandomGenerator random = new SplittableRandom(3);
  private final KeyFile file = KeyFile.draw("team", random, NOW);

  @Test
  void three_steps_replace_the_key_and_nothing_else() {
    var first = KeyRotation.ofBus(file, random, NOW);
    assertThat(first.done()).startsWith("Step 1 of 3");
    assertThat(first.file().busKeys()).hasSize(2).first().isEqualTo(file.sealingKey());
    var second = KeyRotation.ofBus(first.file(), random, NOW);
    assertThat(second.done()).startsWith("Step 2 of 3");
    assertThat(second.file().busKeys())
        .containsExactly(first.file().busKeys().get(1), file.sealingKey());
    var third = KeyRotation.ofBus(second.file(), random, NOW);
    assertThat(third.done()).startsWith("Step 3 of 3");
    assertThat(third.file()).isEqualTo(file.withBusKeys(first.file().busKeys().subList(1, 2)));
    assertThat(KeyRotation.ofBus(third.file(), random, NOW).done()).startsWith("Step 1 of 3");
  }

  @Test
  void a_clock_that_was_set_back_turns_no_step_around() {
    var earlier = NOW.minus(Duration.ofDays(400));
    var first = KeyRotation.ofBus(file, random, earlier);
    var second = KeyRotation.ofBus(first.file(), random, earlier);
    assertThat(second.file().sealingKey()).isEqualTo(first.file().busKeys().get(1));
  }

  @Test
  void a_theft_ends_all_tickets_at_once_and_changes_nothing_else() {
    var between = KeyRotation.ofTickets(file, random, NOW).file();
    var after = KeyRotation.endOfTickets(between, random, NOW).file();
    assertThat(after.ticketKeys()).hasSize(1).doesNotContainAnyElementsOf(between.ticketKeys());
    assertThat(after.ticketKeys().get(0).made()).isAfter(between.ticketKeys().get(1).made());
    assertThat(after.withTicketKeys(between.ticketKeys())).isEqualTo(between);
  }

  @Test
  void an_old_key_of_tickets_opens_them_for_thirty_days() {
    var first = KeyRotation.ofTickets(file, random, NOW);
    var second = KeyRotation.ofTickets(first.file(), random, NOW);
    assertThat(second.file().busKeys()).isEqualTo(file.busKeys());
    var made = second.file().ticketKeys().get(0).made();
    var early = made.plus(Duration.ofDays(30)).minusSeconds(1);
    var tooEarly = KeyRotation.ofTickets(second.file(), random, early);
    assertThat(tooEarly.file()).isEqualTo(second.file());
    assertThat(tooEarly.done()).startsWith("Nothing was changed");
    var third = KeyRotation.ofTickets(second.file(), random, early.plusSeconds(1));
    assertThat(third.file().ticketKeys()).containsExactly(second.file().ticketKeys().get(0));
  }
}
