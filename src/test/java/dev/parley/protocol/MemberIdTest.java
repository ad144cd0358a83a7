package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemberIdTest {
  @Test
  void a_restarted_node_supersedes_its_earlier_life() {
    assertThat(new MemberId("n-1", 2).supersedes(new MemberId("n-1", 1))).isTrue();
  }

  @Test
  void a_node_has_a_name_that_can_be_written_anywhere() {
    assertThat(MemberId.isNode("n-1111-0a.B_9")).isTrue();
    assertThat(MemberId.isNode("x".repeat(MemberId.MAX_NODE_LENGTH))).isTrue();
    assertThat(MemberId.isNode("x".repeat(MemberId.MAX_NODE_LENGTH + 1))).isFalse();
    for (var name : new String[] {"", "a b", "a\n", "\u001b[2J", "\u00e9", "a/b", "a\"", "a:1"})
      assertThat(MemberId.isNode(name)).as(name).isFalse();
  }
}
