package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcceptGateTest {
  private static final long LIMIT = 1_000;

  private final AcceptGate gate = new AcceptGate();

  @Test
  void lets_nobody_in_before_the_first_look() {
    assertThat(gate.mayAccept()).isFalse();
  }

  @Test
  void lets_in_half_of_what_is_free_before_the_next_look() {
    gate.onLook(LIMIT - AcceptGate.RESERVE - 4, LIMIT);
    gate.onAccepted();
    assertThat(gate.mayAccept()).isTrue();
    gate.onAccepted();
    assertThat(gate.mayAccept()).isFalse();
  }

  @Test
  void lets_the_last_one_in() {
    gate.onLook(LIMIT - AcceptGate.RESERVE - 1, LIMIT);

    assertThat(gate.mayAccept()).isTrue();
  }

  @Test
  void keeps_the_reserve() {
    gate.onLook(LIMIT - AcceptGate.RESERVE, LIMIT);
    assertThat(gate.mayAccept()).isFalse();
    gate.onLook(LIMIT, LIMIT);
    assertThat(gate.mayAccept()).isFalse();
  }

  @Test
  void lets_in_again_when_others_have_left() {
    gate.onLook(LIMIT, LIMIT);
    gate.onLook(10, LIMIT);

    assertThat(gate.mayAccept()).isTrue();
  }

  @Test
  void has_no_limit_where_the_system_names_none() {
    gate.onLook(0, Long.MAX_VALUE);

    assertThat(gate.mayAccept()).isTrue();
  }
}
