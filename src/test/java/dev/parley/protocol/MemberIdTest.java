package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemberIdTest {
  @Test
  void a_restarted_node_supersedes_its_earlier_life() {
    assertThat(new MemberId("n-1", 2).supersedes(new MemberId("n-1", 1))).isTrue();
  }
}
