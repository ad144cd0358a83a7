package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.LeaderMessage.Answer;
import dev.parley.chat.accounts.LeaderMessage.Ask;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Find;
import dev.parley.chat.accounts.LeaderMessage.Stored;
import dev.parley.chat.accounts.LeaderRequests.Awaiting;
import dev.parley.chat.accounts.LeaderRequests.Done;
import dev.parley.chat.accounts.LeaderRequests.Send;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import org.junit.jupiter.api.Test;

class LeaderRequestsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final Find FIND = new Find(FANG);
  private static final long GIVE_UP_MS = 10_000;

  private final LeaderRequests<String> calls = new LeaderRequests<>(GIVE_UP_MS, 0);

  @Test
  void ask_at_once_under_a_number_of_its_own() {
    assertThat(calls.onCall("one", FIND, 0)).containsExactly(new Send<>(new Ask(1, FIND)));
    assertThat(calls.onCall("two", FIND, 0)).containsExactly(new Send<>(new Ask(2, FIND)));
  }

  @Test
  void count_on_from_the_number_that_they_were_given() {
    var others = new LeaderRequests<String>(GIVE_UP_MS, Long.MAX_VALUE);
    var last = new Send<String>(new Ask(Long.MIN_VALUE, FIND));
    assertThat(others.onCall("one", FIND, 0)).containsExactly(last);
  }

  @Test
  void give_an_answer_to_who_asked_and_once() {
    calls.onCall("one", FIND, 0);
    calls.onCall("two", FIND, 0);
    var answer = new Answer(2, new Stored(FANG));
    assertThat(calls.onAnswer(answer)).contains(new Done<>("two", new Stored(FANG)));
    assertThat(calls.onAnswer(answer)).isEmpty();
  }

  @Test
  void ask_again_under_the_same_number_until_there_is_an_answer() {
    calls.onCall("one", FIND, 0);
    assertThat(calls.onTick(LeaderRequests.RESEND_MS - 1)).isEmpty();
    assertThat(calls.onTick(LeaderRequests.RESEND_MS))
        .containsExactly(new Send<>(new Ask(1, FIND)));
    assertThat(calls.onTick(LeaderRequests.RESEND_MS + 1)).isEmpty();
    calls.onAnswer(new Answer(1, new Stored(FANG)));
    assertThat(calls.onTick(10 * LeaderRequests.RESEND_MS)).isEmpty();
  }

  @Test
  void ask_a_new_leader_at_once() {
    calls.onCall("one", FIND, 0);
    assertThat(calls.onLeader(10)).containsExactly(new Send<>(new Ask(1, FIND)));
    assertThat(calls.onTick(LeaderRequests.RESEND_MS)).as("asked a moment ago").isEmpty();
  }

  @Test
  void tell_once_that_the_leader_is_awaited() {
    calls.onCall("one", FIND, 0);
    assertThat(calls.onTick(LeaderRequests.PATIENCE_MS - 1)).doesNotContain(new Awaiting<>("one"));
    assertThat(calls.onTick(LeaderRequests.PATIENCE_MS)).contains(new Awaiting<>("one"));
    calls.onLeader(LeaderRequests.PATIENCE_MS + 1);
    assertThat(calls.onTick(3 * LeaderRequests.PATIENCE_MS)).doesNotContain(new Awaiting<>("one"));
  }

  @Test
  void give_up_after_a_while_and_say_when_to_try_again() {
    calls.onCall("one", FIND, 0);
    calls.onTick(GIVE_UP_MS - 1);
    var outputs = calls.onTick(GIVE_UP_MS);
    assertThat(outputs).hasSize(1);
    var refusal = ((Denied) ((Done<String>) outputs.get(0)).verdict()).refusal();
    assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(refusal.retryAfterMs()).isPositive();
    assertThat(calls.onAnswer(new Answer(1, new Stored(FANG)))).as("a late answer").isEmpty();
  }

  @Test
  void refuse_one_call_more_than_may_wait() {
    for (int i = 0; i < LeaderRequests.MAX_CALLS; i++) {
      assertThat(calls.onCall("c" + i, FIND, 0)).hasOnlyElementsOfType(Send.class);
    }
    var outputs = calls.onCall("one too many", FIND, 0);
    var done = (Done<String>) outputs.get(0);
    assertThat(done.caller()).isEqualTo("one too many");
    assertThat(((Denied) done.verdict()).refusal().code()).isEqualTo(Code.RATE_LIMITED);
    calls.onAnswer(new Answer(1, new Stored(FANG)));
    assertThat(calls.onCall("now", FIND, 0)).hasOnlyElementsOfType(Send.class);
  }
}
