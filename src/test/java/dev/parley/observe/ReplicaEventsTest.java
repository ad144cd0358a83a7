package dev.parley.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplicaEventsTest {
  @Test
  void are_the_sentences_with_a_known_beginning() {
    assertThat(ReplicaEvents.of("draining: 3 sessions"))
        .contains(new ReplicaEvents.Told("draining", "3 sessions"));
    assertThat(ReplicaEvents.of("accounts can be changed again"))
        .contains(new ReplicaEvents.Told("accounts can be changed again", ""));
  }

  @Test
  void are_no_other_sentences_which_may_name_users() {
    assertThat(ReplicaEvents.of("two sets of voters met: fang, shao")).isEmpty();
    assertThat(ReplicaEvents.of("logged in: fang from 192.168.1.7")).isEmpty();
    assertThat(ReplicaEvents.of("drainings: 3")).isEmpty();
    assertThat(ReplicaEvents.of("merged")).isPresent();
  }
}
