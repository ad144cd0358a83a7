package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.BlockChange;
import dev.parley.chat.ChatEvent.BlocksChanged;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatState;
import dev.parley.chat.Typing;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** FANG is logged in here, SHAO here and at two other servers. */
class TypingHintsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final MemberId SELF = new MemberId("a", 1);
  private static final MemberId B = new MemberId("b", 1);
  private static final MemberId C = new MemberId("c", 1);
  private static final Typing HINT = new Typing(FANG, SHAO);

  private static final View VIEW =
      View.of(new ViewId(1, SELF), List.of(member(SELF), member(B), member(C)));

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ChatState state = new ChatState();
  private final SessionTable<String> table =
      new SessionTable<>(
          new Durability(new ChatState(), () -> VersionVector.EMPTY, false, outputs));
  private final TypingHints<String> hints = new TypingHints<>(state, table, outputs);

  TypingHintsTest() {
    for (var name : List.of(FANG, SHAO))
      state.apply(new AccountRegistered(Account.register(name, ScramVerifier.NONE, 1)));
    open("of fang", FANG, 2);
    open("of shao", SHAO, 2);
    open("old", SHAO, 1);
    long number = 0;
    for (var server : List.of(SELF, B, C, C))
      state.apply(new SessionOpened(SHAO, new SessionId(server, ++number), number));
    outputs.take();
  }

  @Test
  void come_to_sessions_that_know_them_and_once_to_each_other_server() {
    hints.onTyping("of fang", SHAO, VIEW, SELF, 0);
    assertThat(outputs.take())
        .containsExactly(
            new ReplicaOutput.Tell<>("of shao", new ReplicaProtocol.Types(FANG)),
            new ReplicaOutput.Send(new Transmit(Destination.to(member(B)), HINT)),
            new ReplicaOutput.Send(new Transmit(Destination.to(member(C)), HINT)));
    hints.onTyping("of fang", SHAO, VIEW, SELF, 2_999);
    hints.onTyping("of fang", FANG, VIEW, SELF, 2_999);
    hints.onTyping("of nobody", SHAO, VIEW, SELF, 2_999);
    assertThat(outputs.take()).as("too early, to oneself, from nobody").isEmpty();
  }

  @Test
  void are_taken_only_from_a_server_at_which_the_user_is() {
    hints.onArrived(B, HINT);
    assertThat(outputs.take()).isEmpty();
    state.apply(new SessionOpened(FANG, new SessionId(B, 9), 9));
    hints.onArrived(B, HINT);
    assertThat(outputs.take())
        .containsExactly(new ReplicaOutput.Tell<>("of shao", new ReplicaProtocol.Types(FANG)));
  }

  @Test
  void are_hidden_between_users_of_whom_one_has_blocked_the_other() {
    var change = new BlockChange(FANG, true, ClaimPair.ANY);
    state.apply(new BlocksChanged(SHAO, ClaimPair.ANY, 2, false, List.of(change)));
    hints.onTyping("of fang", SHAO, VIEW, SELF, 0);
    hints.onTyping("of shao", FANG, VIEW, SELF, 0);
    assertThat(outputs.take()).isEmpty();
  }

  private static Member member(MemberId id) {
    var address = new Endpoint("127.0.0.1", 1);
    return new Member(id, address, address);
  }

  private void open(String session, UserName name, int version) {
    var request =
        new SessionRequest(
            name,
            ClaimPair.ANY,
            ScramVerifier.ANY,
            session,
            ReadPosition.NOTHING,
            LoginProof.byPassword(Optional.of(session)),
            Arrival.UNKNOWN,
            new ClientTraits(version, ""));
    table.open(session, request, name, 0, List.of());
  }
}
