package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.UserName;
import dev.parley.security.KeyFile;
import dev.parley.security.TicketSeal;
import dev.parley.testing.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TicketsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final ScramVerifier VERIFIER =
      new ScramVerifier("c2FsdA==", 1, "c3RvcmVk", "c2VydmVy");
  private static final long NOW = Instant.parse("2026-11-29T10:00:00Z").toEpochMilli();
  private static final long SKEW_MS = Tickets.SKEW_MS;

  private final TicketSeal seal =
      TicketSeal.of(KeyFile.draw("team", new SplittableRandom(7), Instant.EPOCH));
  private final Tickets tickets = new Tickets(verifier -> seal, Duration.ofDays(30));
  private final Tickets.Content content =
      new Tickets.Content(1, 2, 3, 4, NOW, tickets.renewableUntil(NOW));
  private final String ticket = tickets.issue(FANG, VERIFIER, content);

  @Test
  void say_what_they_were_issued_for() {
    assertThat(tickets.open(ticket, FANG, VERIFIER, NOW)).contains(content);
    assertThat(tickets.open(ticket, UserName.of("FANG"), VERIFIER, NOW)).contains(content);
    assertThat(tickets.open(ticket, UserName.of("shao"), VERIFIER, NOW)).isEmpty();
  }

  @Test
  void are_good_for_a_day_and_as_long_as_clocks_may_be_apart() {
    long end = NOW + Tickets.VALID_MS + SKEW_MS;

    assertThat(tickets.open(ticket, FANG, VERIFIER, end - 1)).isPresent();
    assertThat(tickets.open(ticket, FANG, VERIFIER, end)).isEmpty();
  }

  @Test
  void are_not_good_before_they_can_have_been_issued() {
    assertThat(tickets.open(ticket, FANG, VERIFIER, NOW - SKEW_MS)).isPresent();
    assertThat(tickets.open(ticket, FANG, VERIFIER, NOW - SKEW_MS - 1)).isEmpty();
  }

  @Test
  void end_with_the_login_by_password_that_they_come_from() {
    long until = content.renewableUntilMs();
    var last = tickets.issue(FANG, VERIFIER, content.issued(until - 1));

    assertThat(tickets.open(last, FANG, VERIFIER, until + SKEW_MS - 1)).isPresent();
    assertThat(tickets.open(last, FANG, VERIFIER, until + SKEW_MS)).isEmpty();
  }

  @Test
  void cannot_be_changed_at_any_place() {
    for (int i = 0; i < ticket.length(); i++) {
      char other = ticket.charAt(i) == 'A' ? 'B' : 'A';
      var forged = ticket.substring(0, i) + other + ticket.substring(i + 1);
      assertThat(tickets.open(forged, FANG, VERIFIER, NOW)).as("place %d", i).isEmpty();
    }
    for (int i = 0; i < ticket.length(); i++)
      assertThat(tickets.open(ticket.substring(0, i), FANG, VERIFIER, NOW))
          .as("length %d", i)
          .isEmpty();
    assertThat(tickets.open(ticket + "AAAA", FANG, VERIFIER, NOW)).isEmpty();
  }

  @Test
  void of_nodes_without_a_key_are_good_at_all_of_them_and_for_one_password() {
    var one = withoutKey("team");
    var without = one.issue(FANG, VERIFIER, content);
    var other = new ScramVerifier("c2FsdA==", 1, "c3RvcmVk", "b3RoZXI=");

    assertThat(withoutKey("team").open(without, FANG, VERIFIER, NOW)).contains(content);
    assertThat(withoutKey("other").open(without, FANG, VERIFIER, NOW)).isEmpty();
    assertThat(one.open(without, FANG, other, NOW)).isEmpty();
    assertThat(one.open(ticket, FANG, VERIFIER, NOW)).isEmpty();
    assertThat(tickets.open(without, FANG, VERIFIER, NOW)).isEmpty();
  }

  private static Tickets withoutKey(String cluster) {
    return new Tickets(
        verifier -> TicketSeal.withoutKey(cluster, verifier.serverKey()), Duration.ofDays(30));
  }

  @Test
  void are_not_those_of_earlier_versions() {
    var earlier = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[8 + 32]);

    assertThat(tickets.open(earlier, FANG, VERIFIER, NOW)).isEmpty();
  }

  @Test
  void are_not_made_from_what_is_no_ticket() {
    var seed = Seed.next();
    var random = seed.random();
    assertThat(tickets.open("", FANG, VERIFIER, NOW)).isEmpty();
    assertThat(tickets.open("A".repeat(100_000), FANG, VERIFIER, NOW)).isEmpty();
    for (int run = 0; run < 10_000; run++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(200); i > 0; i--) text.append((char) random.nextInt(300));
      assertThat(tickets.open(text.toString(), FANG, VERIFIER, NOW)).as("%s", seed).isEmpty();
    }
  }
}
