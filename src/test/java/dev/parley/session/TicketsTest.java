package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import org.junit.jupiter.api.Test;

class TicketsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final ScramVerifier VERIFIER =
      new ScramVerifier("c2FsdA==", 1, "c3RvcmVk", "c2VydmVy");
  private static final long NOW = 1_000_000;

  private final String ticket = Tickets.issue(FANG, VERIFIER, NOW);

  @Test
  void lets_its_user_in_for_a_day() {
    assertThat(Tickets.isValid(ticket, FANG, VERIFIER, NOW)).isTrue();
    assertThat(Tickets.isValid(ticket, UserName.of("FANG"), VERIFIER, NOW + Tickets.VALID_MS - 1))
        .isTrue();
    assertThat(Tickets.isValid(ticket, FANG, VERIFIER, NOW + Tickets.VALID_MS)).isFalse();
  }

  @Test
  void lets_nobody_else_in() {
    assertThat(Tickets.isValid(ticket, UserName.of("shao"), VERIFIER, NOW)).isFalse();
  }

  @Test
  void ends_with_the_password() {
    assertThat(
            Tickets.isValid(
                ticket, FANG, new ScramVerifier("c2FsdA==", 1, "c3RvcmVk", "bmV3"), NOW))
        .isFalse();
  }

  @Test
  void cannot_be_changed_at_any_place() {
    for (int i = 0; i < ticket.length(); i++) {
      char other = ticket.charAt(i) == 'A' ? 'B' : 'A';
      var forged = ticket.substring(0, i) + other + ticket.substring(i + 1);
      assertThat(Tickets.isValid(forged, FANG, VERIFIER, NOW)).isFalse();
    }
  }

  @Test
  void refuses_what_is_no_ticket() {
    var seed = Seed.next();
    var random = seed.random();
    assertThat(Tickets.isValid("", FANG, VERIFIER, NOW)).isFalse();
    for (int run = 0; run < 10_000; run++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) text.append((char) random.nextInt(300));
      assertThat(Tickets.isValid(text.toString(), FANG, VERIFIER, NOW)).as("%s", seed).isFalse();
    }
  }
}
