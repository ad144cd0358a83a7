package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import org.junit.jupiter.api.Test;

class SurvivorProofTest {
  private static Member at(String host) {
    return new Member(new MemberId("n", 1), new Endpoint(host, 11_111), new Endpoint(host, 1_111));
  }

  @Test
  void a_refusal_of_another_machine_proves_nothing_unless_an_operator_wants_it() {
    var here = at("192.168.1.5");
    var there = at("192.168.1.6");
    assertThat(SurvivorProof.SAME_MACHINE.accepts(here, there)).isFalse();
    assertThat(SurvivorProof.ON.accepts(here, there)).isTrue();
    assertThat(SurvivorProof.OFF.accepts(here, here)).isFalse();
  }

  @Test
  void one_address_and_all_of_loopback_are_one_machine() {
    assertThat(SurvivorProof.SAME_MACHINE.accepts(at("192.168.1.5"), at("192.168.1.5"))).isTrue();
    assertThat(SurvivorProof.SAME_MACHINE.accepts(at("127.0.0.1"), at("127.0.0.2"))).isTrue();
    assertThat(SurvivorProof.SAME_MACHINE.accepts(at("127.0.0.1"), at("::1"))).isTrue();
  }

  @Test
  void a_name_that_looks_like_loopback_is_none() {
    for (var host : new String[] {"127.0.0.1.evil.example", "localhost", "127.evil", "::2"})
      assertThat(SurvivorProof.SAME_MACHINE.accepts(at("127.0.0.1"), at(host))).as(host).isFalse();
  }

  @Test
  void each_word_names_one_rule() {
    for (var proof : SurvivorProof.values())
      assertThat(SurvivorProof.of(proof.word())).contains(proof);
    assertThat(SurvivorProof.of("maybe")).isEmpty();
  }
}
