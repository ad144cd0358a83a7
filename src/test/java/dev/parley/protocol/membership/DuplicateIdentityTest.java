package dev.parley.protocol.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import dev.parley.protocol.failure.LivenessDigest;
import dev.parley.protocol.membership.DuplicateIdentity.Finding;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import org.junit.jupiter.api.Test;

class DuplicateIdentityTest {
  private static final Endpoint HERE = new Endpoint("10.0.0.1", 7000);
  private static final Endpoint THERE = new Endpoint("10.0.0.2", 7000);
  private static final Member SELF = member("self", 5, HERE);
  private static final MemberId OTHER = new MemberId("other", 9);
  private static final Message HEARTBEAT =
      new Heartbeat(new ViewId(1, OTHER), 1, LivenessDigest.NOTHING);

  private static Member member(String node, long incarnation, Endpoint bus) {
    return new Member(new MemberId(node, incarnation), bus, bus);
  }

  private static Finding heard(MemberId from, Message message) {
    return DuplicateIdentity.judge(SELF, from, message);
  }

  private static Message announce(Member leader) {
    return new Announce(new ViewId(3, leader.id()), leader, 2, SharedSettings.NONE);
  }

  @Test
  void others_are_others_whatever_their_incarnation() {
    assertThat(heard(OTHER, HEARTBEAT)).isEqualTo(Finding.NONE);
    assertThat(heard(new MemberId("self2", 6), HEARTBEAT)).isEqualTo(Finding.NONE);
  }

  @Test
  void its_own_messages_that_multicast_brings_back_are_no_double() {
    assertThat(heard(SELF.id(), HEARTBEAT)).isEqualTo(Finding.NONE);
    assertThat(heard(SELF.id(), new Discover(SELF, false, SharedSettings.NONE)))
        .isEqualTo(Finding.NONE);
    assertThat(heard(SELF.id(), announce(SELF))).isEqualTo(Finding.NONE);
    assertThat(heard(OTHER, new Discover(SELF, true, SharedSettings.NONE)))
        .as("passed on")
        .isEqualTo(Finding.NONE);
  }

  @Test
  void a_larger_incarnation_is_a_later_life_from_the_next_number_on() {
    assertThat(heard(new MemberId("self", 6), HEARTBEAT)).isEqualTo(Finding.LATER_LIFE);
    assertThat(heard(new MemberId("self", MemberId.MAX_INCARNATION), HEARTBEAT))
        .isEqualTo(Finding.LATER_LIFE);
  }

  @Test
  void a_smaller_incarnation_is_an_earlier_life_wherever_it_was() {
    assertThat(heard(new MemberId("self", 4), HEARTBEAT)).isEqualTo(Finding.EARLIER_LIFE);
    var earlier = member("self", 4, THERE);
    assertThat(heard(earlier.id(), announce(earlier))).isEqualTo(Finding.EARLIER_LIFE);
  }

  @Test
  void the_same_incarnation_at_another_address_is_a_double() {
    var copy = member("self", 5, THERE);
    assertThat(heard(SELF.id(), new Discover(copy, false, SharedSettings.NONE)))
        .isEqualTo(Finding.SAME_LIFE_ELSEWHERE);
    assertThat(heard(SELF.id(), announce(copy))).isEqualTo(Finding.SAME_LIFE_ELSEWHERE);
    var samePortElsewhere = member("self", 5, new Endpoint(HERE.host(), 7001));
    assertThat(heard(SELF.id(), announce(samePortElsewhere)))
        .isEqualTo(Finding.SAME_LIFE_ELSEWHERE);
  }

  @Test
  void a_double_is_noticed_too_when_others_pass_its_question_on() {
    assertThat(heard(OTHER, new Discover(member("self", 6, THERE), false, SharedSettings.NONE)))
        .isEqualTo(Finding.LATER_LIFE);
    assertThat(heard(OTHER, new Discover(member("self", 5, THERE), false, SharedSettings.NONE)))
        .isEqualTo(Finding.SAME_LIFE_ELSEWHERE);
    assertThat(heard(OTHER, new Discover(member("self", 4, THERE), false, SharedSettings.NONE)))
        .as("old news")
        .isEqualTo(Finding.NONE);
  }
}
