package dev.parley.session.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrongProofsTest {
  private static final ClientAddress FROM = ClientAddress.of(new byte[] {127, 0, 0, 1});
  private static final ClientAddress OTHER = ClientAddress.of(new byte[] {10, 0, 0, 2});

  private final WrongProofs proofs = new WrongProofs();

  @Test
  void a_hundred_are_free_and_then_one_a_second_on_this_machine_as_well() {
    for (int i = 0; i < 100; i++) {
      assertThat(proofs.waitMs(FROM, 0)).isZero();
      proofs.onWrong(FROM, 0);
    }
    assertThat(proofs.waitMs(FROM, 0)).isEqualTo(1_000);
    assertThat(proofs.waitMs(OTHER, 0)).isZero();
    assertThat(proofs.waitMs(FROM, 1_000)).isZero();
  }
}
