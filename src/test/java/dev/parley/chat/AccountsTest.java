package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Notice.AccountKnown;
import dev.parley.chat.Notice.NameLost;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.PasswordChanged;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccountsTest {
  private static final UserName FANG = UserName.of("fang");

  private final Accounts accounts = new Accounts();

  @Test
  void know_a_registered_name_in_any_case_and_keep_its_spelling() {
    assertThat(accounts.add(account("Fang", "salt", 1)))
        .containsExactly(new AccountKnown(UserName.of("Fang")));
    assertThat(accounts.find(UserName.of("FANG")).orElseThrow().name().spelling())
        .isEqualTo("Fang");
    assertThat(accounts.add(account("Fang", "salt", 1))).isEmpty();
    assertThat(accounts.size()).isOne();
  }

  @Test
  void give_a_name_that_was_registered_twice_to_the_earlier_claim_in_either_order() {
    var early = account("fang", "z", 5);
    var late = account("FANG", "a", 9);
    assertThat(early.merge(late)).isEqualTo(early);
    assertThat(late.merge(early)).isEqualTo(early);
  }

  @Test
  void give_a_name_that_was_registered_twice_at_one_time_to_the_smaller_salt() {
    var smaller = account("fang", "a", 5);
    var larger = account("fang", "b", 5);
    assertThat(smaller.merge(larger)).isEqualTo(smaller);
    assertThat(larger.merge(smaller)).isEqualTo(smaller);
  }

  @Test
  void say_that_a_name_is_lost_where_it_was_lost_and_only_there() {
    accounts.add(account("fang", "late", 9));
    assertThat(accounts.add(account("fang", "early", 5))).containsExactly(new NameLost(FANG));
    assertThat(accounts.add(account("fang", "late", 9))).isEmpty();
  }

  @Test
  void a_later_password_of_the_one_who_lost_the_name_opens_nothing() {
    var winner = account("fang", "early", 5);
    var loser = account("fang", "late", 9);
    accounts.add(winner);
    accounts.change(new PasswordChanged(FANG, loser.claim(), verifier("stolen"), 20));
    accounts.add(loser.withVerifier(verifier("stolen"), 20));
    assertThat(accounts.find(FANG)).contains(winner);
  }

  @Test
  void say_once_that_an_account_was_disabled_and_open_it_again_with_a_password() {
    var account = account("fang", "salt", 1);
    accounts.add(account);
    var off = new PasswordChanged(FANG, account.claim(), ScramVerifier.NONE, 2);
    assertThat(accounts.change(off)).containsExactly(new Notice.AccountDisabled(FANG));
    assertThat(accounts.change(off)).isEmpty();
    assertThat(accounts.find(FANG)).get().matches(Account::isDisabled);

    var again = new PasswordChanged(FANG, account.claim(), verifier("new"), 3);
    assertThat(accounts.change(again))
        .containsExactly(new Notice.PasswordReplaced(FANG, verifier("new").number()));
    assertThat(accounts.change(again)).isEmpty();
    assertThat(accounts.find(FANG)).get().matches(known -> !known.isDisabled());
  }

  @Test
  void keep_the_later_of_two_passwords_in_either_order() {
    var account = account("fang", "salt", 1);
    var first = account.withVerifier(verifier("first"), 2);
    var second = account.withVerifier(verifier("second"), 3);
    assertThat(first.merge(second)).isEqualTo(second);
    assertThat(second.merge(first)).isEqualTo(second);
    accounts.add(account);
    accounts.change(new PasswordChanged(FANG, account.claim(), verifier("second"), 3));
    accounts.change(new PasswordChanged(FANG, account.claim(), verifier("first"), 2));
    assertThat(accounts.find(FANG)).contains(second);
  }

  static List<Seed> seeds() {
    return Seed.upTo(300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void merge_the_same_in_any_order_and_as_often_as_one_likes(Seed seed) {
    var random = seed.random();
    var made = new java.util.ArrayList<Account>();
    for (int i = 0; i < 3; i++) {
      // One claim has one spelling and one first verifier.
      int claim = random.nextInt(3);
      var account = account("fang", "salt " + claim, 1 + claim / 2);
      boolean isChanged = random.nextBoolean();
      int time = 2 + random.nextInt(2);
      made.add(isChanged ? account.withVerifier(verifier("v" + random.nextInt(2)), time) : account);
    }
    var a = made.get(0);
    var b = made.get(1);
    var c = made.get(2);
    assertThat(a.merge(b)).as("commutative, " + seed).isEqualTo(b.merge(a));
    assertThat(a.merge(b).merge(c)).as("associative, " + seed).isEqualTo(a.merge(b.merge(c)));
    assertThat(a.merge(b).merge(b)).as("idempotent, " + seed).isEqualTo(a.merge(b));
  }

  private static Account account(String name, String salt, long lamport) {
    return Account.register(UserName.of(name), new ScramVerifier(salt, 1, "k", "v"), lamport);
  }

  private static ScramVerifier verifier(String name) {
    return new ScramVerifier("salt of " + name, 1, "key of " + name, "v");
  }
}
