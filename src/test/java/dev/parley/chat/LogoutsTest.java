package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.AccountLogouts.Logout;
import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LogoutsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final long PHONE = 10;
  private static final long DESK = 11;

  private final Logouts logouts = new Logouts();

  @Test
  void of_a_client_the_latest_counts_in_whatever_order_they_come() {
    assertThat(add(PHONE, 20)).isTrue();
    assertThat(add(PHONE, 10)).isFalse();
    assertThat(add(PHONE, 20)).isFalse();

    assertThat(logouts.of(FANG, PHONE)).isEqualTo(20);
    assertThat(logouts.of(FANG, DESK)).isZero();
    assertThat(logouts.of(SHAO, PHONE)).isZero();
  }

  @Test
  void one_of_all_clients_covers_each_that_was_before_it() {
    add(PHONE, 20);
    add(ClientNumber.ALL, 30);
    add(DESK, 40);

    assertThat(logouts.of(FANG, PHONE)).isEqualTo(30);
    assertThat(logouts.of(FANG, DESK)).isEqualTo(40);
    assertThat(logouts.of(FANG, 12)).isEqualTo(30);
    assertThat(logouts.size()).isEqualTo(2);
  }

  @Test
  void the_next_one_is_later_than_all_of_its_account_whatever_the_clock_says() {
    assertThat(logouts.next(FANG, 50)).isEqualTo(50);
    add(PHONE, 100);
    assertThat(logouts.next(FANG, 50)).isEqualTo(101);
    assertThat(logouts.next(SHAO, 50)).isEqualTo(50);
  }

  @Test
  void is_forgotten_when_enough_clients_logged_out_so_late_that_it_can_stop_no_ticket() {
    add(PHONE, 20);
    for (int i = 1; i < Logouts.LATER_CLIENTS; i++) add(100 + i, 1_000 * Logouts.USEFUL_MS + i);
    add(DESK, 20 + Logouts.USEFUL_MS);
    assertThat(logouts.of(FANG, PHONE)).isEqualTo(20);

    add(DESK, 21 + Logouts.USEFUL_MS);
    assertThat(logouts.of(FANG, PHONE)).isZero();
  }

  @Test
  void a_clock_that_is_wrong_by_weeks_brings_no_ticket_back() {
    add(PHONE, 20);
    add(DESK, 40 * Logouts.USEFUL_MS);
    add(DESK, logouts.next(FANG, 30));
    assertThat(logouts.of(FANG, PHONE)).isEqualTo(20);
    add(ClientNumber.ALL, 30);
    add(DESK, 80 * Logouts.USEFUL_MS);
    assertThat(logouts.of(FANG, PHONE)).isEqualTo(30);
  }

  @Test
  void of_too_many_clients_the_earliest_ends_the_tickets_of_others_too_and_no_session() {
    for (int i = 0; i < Logouts.MAX_CLIENTS; i++) add(100 + i, 1_000 + i);
    assertThat(logouts.size()).isEqualTo(Logouts.MAX_CLIENTS);
    assertThat(logouts.of(FANG, PHONE)).isZero();

    add(DESK, 5_000);
    assertThat(logouts.size()).isEqualTo(Logouts.MAX_CLIENTS + 1);
    assertThat(logouts.of(FANG, PHONE)).isEqualTo(1_000);
    assertThat(logouts.asked(FANG, PHONE)).isZero();
    assertThat(logouts.of(FANG, 100)).isEqualTo(1_000);
    assertThat(logouts.of(FANG, DESK)).isEqualTo(5_000);
  }

  @Test
  void believes_no_mark_that_no_clock_shows_but_the_next_one() {
    for (long mark : new long[] {Long.MIN_VALUE, -1, 0, Logouts.LAST_MARK + 1, Long.MAX_VALUE})
      assertThat(add(PHONE, mark)).as("%d", mark).isFalse();
    assertThat(logouts.admits(FANG, Logouts.MAX_MARK)).isTrue();
    assertThat(logouts.admits(FANG, Logouts.MAX_MARK + 1)).isFalse();
    assertThat(add(PHONE, Logouts.MAX_MARK)).isTrue();
    assertThat(logouts.next(FANG, 0)).isEqualTo(Logouts.MAX_MARK + 1);
    assertThat(logouts.admits(FANG, Logouts.MAX_MARK + 1)).isTrue();
    assertThat(add(PHONE, Logouts.MAX_MARK + 1)).isTrue();
    assertThat(logouts.admits(SHAO, Logouts.MAX_MARK + 1)).isFalse();
  }

  @Test
  void is_gone_with_the_account_that_loses_its_name() {
    add(PHONE, 20);
    logouts.takeChanged();
    logouts.drop(List.of(FANG, SHAO));

    assertThat(logouts.of(FANG, PHONE)).isZero();
    assertThat(logouts.size()).isZero();
    assertThat(logouts.takeChanged()).containsExactly(new AccountLogouts(FANG, List.of()));
    assertThat(logouts.takeChanged()).isEmpty();
  }

  @Test
  void replicas_that_have_heard_of_the_same_logouts_are_equal() {
    var seed = Seed.next();
    var random = seed.random();
    for (int run = 0; run < 300; run++) {
      var all = new ArrayList<Logout>();
      for (int i = random.nextInt(200); i > 0; i--) all.add(any(random));
      var expected = after(all);
      Collections.shuffle(all, new Random(random.nextLong()));
      assertThat(after(all)).as("%s, in another order", seed).isEqualTo(expected);
      int cut = random.nextInt(all.size() + 1);
      var one = after(all.subList(0, cut));
      var other = after(all.subList(random.nextInt(cut + 1), all.size()));
      var merged = new Logouts();
      for (var part : random.nextBoolean() ? List.of(one, other) : List.of(other, one))
        part.forEach(account -> merged.add(account.name(), account.logouts()));
      assertThat(merged.all()).as("%s, merged", seed).isEqualTo(expected);
      assertThat(merged.size()).isLessThanOrEqualTo(Logouts.MAX_CLIENTS + 2);
    }
  }

  private static Logout any(RandomGenerator random) {
    // A few days to some months apart, so that some are forgotten and some are not.
    long mark = 1 + random.nextLong(random.nextBoolean() ? Logouts.USEFUL_MS : 400L << 26);
    return new Logout(1 + random.nextInt(120), mark);
  }

  private static List<AccountLogouts> after(List<Logout> all) {
    var logouts = new Logouts();
    for (var one : all) logouts.add(FANG, List.of(one));
    return logouts.all();
  }

  private boolean add(long client, long mark) {
    return logouts.add(FANG, List.of(new Logout(client, mark)));
  }
}
