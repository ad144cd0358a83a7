package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.BlockAdmission.AsItIs;
import dev.parley.chat.BlockAdmission.Refused;
import dev.parley.chat.BlockAdmission.Submit;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import org.junit.jupiter.api.Test;

class BlockAdmissionTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");

  private final ChatState state = new ChatState();
  private final BlockAdmission gate =
      new BlockAdmission(state, new MemoryRoom(state, MemoryRoom.UNLIMITED));

  BlockAdmissionTest() {
    register(FANG);
    register(SHAO);
  }

  @Test
  void a_request_that_is_sent_again_succeeds_again() {
    deliver(gate.onRequest(FANG, SHAO, true));
    assertThat(gate.onRequest(FANG, SHAO, true)).isEqualTo(AsItIs.INSTANCE);
    deliver(gate.onRequest(FANG, SHAO, false));
    assertThat(gate.onRequest(FANG, SHAO, false)).isEqualTo(AsItIs.INSTANCE);
    assertThat(state.blocks(FANG, SHAO)).isFalse();
  }

  @Test
  void the_later_of_two_requests_that_are_under_way_counts() {
    var block = gate.onRequest(FANG, SHAO, true);
    var unblock = gate.onRequest(FANG, SHAO, false);
    deliver(unblock);
    deliver(block);
    assertThat(state.blocks(FANG, SHAO)).isFalse();
  }

  @Test
  void refuses_to_block_a_name_that_nobody_has_and_oneself() {
    assertThat(code(gate.onRequest(FANG, UserName.of("nobody"), true)))
        .isEqualTo(Code.NO_SUCH_USER);
    assertThat(code(gate.onRequest(FANG, UserName.of("Fang"), true))).isEqualTo(Code.NAME_INVALID);
    assertThat(gate.onRequest(FANG, UserName.of("nobody"), false)).isEqualTo(AsItIs.INSTANCE);
  }

  @Test
  void refuses_one_name_more_than_may_be_blocked_until_one_is_unblocked() {
    for (int i = 0; i < ChatLimits.MAX_BLOCKED; i++) deliver(gate.onRequest(FANG, other(i), true));
    assertThat(code(gate.onRequest(FANG, SHAO, true))).isEqualTo(Code.RATE_LIMITED);
    assertThat(gate.onRequest(SHAO, FANG, true)).as("another's list").isInstanceOf(Submit.class);

    deliver(gate.onRequest(FANG, other(0), false));
    assertThat(gate.onRequest(FANG, SHAO, true)).isInstanceOf(Submit.class);
    assertThat(code(gate.onRequest(FANG, other(0), true)))
        .as("with what is under way")
        .isEqualTo(Code.RATE_LIMITED);
  }

  @Test
  void names_that_are_blocked_no_more_are_forgotten_when_they_are_too_many() {
    deliver(gate.onRequest(FANG, SHAO, true));
    for (int i = 0; i < ChatLimits.MAX_BLOCKED; i++) {
      deliver(gate.onRequest(FANG, other(i), true));
      deliver(gate.onRequest(FANG, other(i), false));
    }
    assertThat(state.unblockedBy(FANG)).isEqualTo(ChatLimits.MAX_BLOCKED);
    deliver(gate.onRequest(FANG, UserName.of("user1"), true));
    deliver(gate.onRequest(FANG, other(ChatLimits.MAX_BLOCKED), true));
    deliver(gate.onRequest(FANG, other(ChatLimits.MAX_BLOCKED), false));
    deliver(gate.onRequest(FANG, UserName.of("user1"), false));

    assertThat(state.unblockedBy(FANG)).isLessThan(10);
    assertThat(state.blockedBy(FANG)).containsExactly(SHAO);
  }

  @Test
  void a_name_that_was_never_blocked_is_not_noted_also_while_something_is_under_way() {
    assertThat(gate.onRequest(FANG, SHAO, true)).isInstanceOf(Submit.class);
    assertThat(gate.onRequest(FANG, other(1), false)).isEqualTo(AsItIs.INSTANCE);
    assertThat(gate.onRequest(FANG, SHAO, false)).as("under way").isInstanceOf(Submit.class);
  }

  @Test
  void what_is_under_way_keeps_no_list_of_names_that_are_blocked_no_more_from_its_end() {
    var before = gate.onRequest(FANG, SHAO, true);
    for (int i = 0; i < ChatLimits.MAX_BLOCKED; i++) {
      deliver(gate.onRequest(FANG, other(i), true));
      deliver(gate.onRequest(FANG, other(i), false));
    }
    var next = other(ChatLimits.MAX_BLOCKED);
    deliver(gate.onRequest(FANG, other(0), true));
    deliver(gate.onRequest(FANG, next, true));
    var unblock = gate.onRequest(FANG, other(0), false);
    deliver(gate.onRequest(FANG, next, false)); // with what is under way one too many
    deliver(before);
    deliver(unblock);

    assertThat(state.unblockedBy(FANG)).isLessThan(10);
    assertThat(state.blockedBy(FANG)).containsExactly(SHAO);
  }

  @Test
  void refuses_a_name_for_which_the_servers_have_no_room() {
    long limit = MemoryRoom.MAIL_PER_KEPT * (state.keptMemory() + MemoryCost.ofBlock());
    var small = new BlockAdmission(state, new MemoryRoom(state, limit));
    deliver(small.onRequest(FANG, SHAO, true));
    assertThat(code(small.onRequest(SHAO, FANG, true))).isEqualTo(Code.RATE_LIMITED);
    assertThat(small.onRequest(FANG, SHAO, false)).isInstanceOf(Submit.class);
  }

  private UserName other(int number) {
    var name = UserName.of("user" + number);
    register(name);
    return name;
  }

  private void register(UserName name) {
    if (state.account(name).isEmpty())
      state.apply(new AccountRegistered(Account.register(name, ScramVerifier.NONE, 1)));
  }

  private void deliver(BlockAdmission.Decision decision) {
    var event = ((Submit) decision).event();
    state.apply(event);
    gate.onDelivered(event);
  }

  private static Code code(BlockAdmission.Decision decision) {
    return ((Refused) decision).refusal().code();
  }
}
