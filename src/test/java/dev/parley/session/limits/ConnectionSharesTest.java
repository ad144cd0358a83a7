package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionSharesTest {
  private static final ClientAddress LOCAL = ClientAddress.of(new byte[] {127, 0, 0, 1});
  private static final ClientAddress OTHER_LOCAL = ClientAddress.of(new byte[] {127, 0, 0, 2});
  private static final ClientAddress FAR = ClientAddress.of(new byte[] {10, 0, 0, 1});

  private final ConnectionShares<String> shares =
      new ConnectionShares<>(new ConnectionShares.Limits(20, 8, FairShare.HALF, 3));

  private void logIn(String prefix, ClientAddress from, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(shares.refusal(from)).as(prefix + i).isEmpty();
      shares.onOpened(prefix + i, from);
      shares.onLoggedIn(prefix + i, from);
    }
  }

  @Test
  void gives_one_address_half_of_all_connections_also_on_loopback() {
    logIn("a", LOCAL, 10);

    assertThat(shares.refusal(LOCAL)).hasValueSatisfying(s -> assertThat(s).contains("(10)"));
    assertThat(shares.refusal(OTHER_LOCAL)).isEmpty();
  }

  @Test
  void gives_whoever_comes_later_half_of_what_is_left_and_the_last_one_to_whoever_has_none() {
    logIn("a", LOCAL, 10);
    logIn("b", OTHER_LOCAL, 5);
    assertThat(shares.refusal(OTHER_LOCAL)).isPresent();
    for (int i = 0; i < 5; i++)
      logIn("c" + i, ClientAddress.of(new byte[] {10, 0, 1, (byte) i}), 1);

    assertThat(shares.refusal(FAR)).hasValueSatisfying(s -> assertThat(s).contains("is full"));
  }

  @Test
  void gives_an_address_beyond_loopback_no_more_than_its_own_limit() {
    logIn("a", FAR, 3);

    assertThat(shares.refusal(FAR)).hasValueSatisfying(s -> assertThat(s).contains("(3)"));
  }

  @Test
  void lets_another_one_in_when_one_is_closed() {
    logIn("a", FAR, 3);
    shares.onClosed("a0", FAR);

    assertThat(shares.refusal(FAR)).isEmpty();
    assertThat(shares.open()).isEqualTo(2);
  }

  @Test
  void ends_the_oldest_connection_of_an_address_that_has_too_many_without_a_login() {
    for (int i = 0; i < 4; i++) assertThat(shares.onOpened("a" + i, LOCAL)).isEmpty();
    shares.onLoggedIn("a0", LOCAL);
    assertThat(shares.onOpened("a4", LOCAL)).isEmpty();

    assertThat(shares.onOpened("a5", LOCAL)).contains("a1");
    assertThat(shares.onOpened("b0", OTHER_LOCAL)).isEmpty();
    assertThat(shares.beforeLogin()).isEqualTo(5);
  }

  @Test
  void counts_a_connection_as_one_before_login_again_after_its_logout() {
    for (int i = 0; i < 4; i++) shares.onOpened("a" + i, LOCAL);
    shares.onLoggedIn("a0", LOCAL);
    shares.onLoggedOut("a0", LOCAL);

    assertThat(shares.beforeLogin()).isEqualTo(4);
    assertThat(shares.onOpened("a4", LOCAL)).contains("a1");
  }

  @Test
  void refuses_whoever_would_have_to_crowd_out_others() {
    for (int i = 0; i < 8; i++)
      shares.onOpened("a" + i, ClientAddress.of(new byte[] {127, 0, 1, (byte) i}));

    assertThat(shares.refusal(LOCAL)).hasValueSatisfying(s -> assertThat(s).contains("log in"));
  }

  @Test
  void forgets_an_address_without_connections() {
    shares.onOpened("a", LOCAL);
    shares.onClosed("a", LOCAL);
    shares.onClosed("a", LOCAL);

    assertThat(shares.open()).isZero();
    assertThat(shares.beforeLogin()).isZero();
    assertThat(shares.onOpened("b", LOCAL)).isEqualTo(Optional.empty());
  }
}
