package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.BlockChange;
import dev.parley.chat.ChatEvent.BlocksChanged;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.RoomReceipts;
import dev.parley.chat.RoomTyping;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAbilities;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.chat.rooms.Rooms;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoomTypingHintsTest {
  private static final RoomName TEA = RoomName.of("#tea");
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final UserName LEE = UserName.of("lee");
  private static final MemberId SELF = new MemberId("a", 1);
  private static final MemberId B = new MemberId("b", 1);
  private static final RoomTyping HINT = new RoomTyping(FANG, TEA);
  private static final View VIEW = View.of(new ViewId(1, SELF), List.of(member(SELF), member(B)));
  private static final ReplicaOutput TOLD =
      new ReplicaOutput.Tell<>("of shao", new ReplicaProtocol.TypesInRoom(FANG, TEA));
  private static final ReplicaOutput SENT =
      new ReplicaOutput.Send(new Transmit(Destination.to(member(B)), HINT));

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ChatState state = new ChatState();
  private final SessionTable<String> table =
      new SessionTable<>(
          new Durability(new ChatState(), () -> VersionVector.EMPTY, false, outputs));
  private final RoomTypingHints<String> hints = new RoomTypingHints<>(state, table, outputs);
  private long position;

  RoomTypingHintsTest() {
    for (var name : List.of(FANG, SHAO, LEE))
      state.apply(new AccountRegistered(Account.register(name, ScramVerifier.NONE, 1)));
    open("of fang", FANG, 4);
    open("of shao", SHAO, 4);
    open("earlier", SHAO, 3);
    open("of lee", LEE, 4);
    state.apply(new SessionOpened(SHAO, new SessionId(B, 1), 1));
    state.apply(new SessionOpened(LEE, new SessionId(B, 2), 1));
    become(RoomRules.NONE, FANG, SHAO);
  }

  @Test
  void come_to_the_members_alone_and_once_to_each_of_their_servers() {
    hints.onTyping("of fang", TEA, VIEW, SELF, 0);
    assertThat(outputs.take()).containsExactly(TOLD, SENT);
    hints.onTyping("of fang", TEA, VIEW, SELF, 2_999);
    hints.onTyping("of lee", TEA, VIEW, SELF, 2_999);
    hints.onTyping("of fang", RoomName.of("#no"), VIEW, SELF, 2_999);
    assertThat(outputs.take()).as("too early, from a stranger, to no room").isEmpty();
    hints.onTyping("of fang", TEA, VIEW, SELF, 3_000);
    assertThat(outputs.take()).containsExactly(TOLD, SENT);
  }

  @Test
  void come_from_nobody_who_is_muted() {
    become(new RoomRules(List.of(), List.of(account(FANG)), false), FANG, SHAO);
    hints.onTyping("of fang", TEA, VIEW, SELF, 0);
    assertThat(outputs.take()).isEmpty();
  }

  @Test
  void are_hidden_between_members_of_whom_one_has_blocked_the_other() {
    var change = new BlockChange(FANG, true, ClaimPair.ANY);
    state.apply(new BlocksChanged(SHAO, ClaimPair.ANY, 2, false, List.of(change)));
    become(RoomRules.NONE, FANG, SHAO, LEE);
    hints.onTyping("of fang", TEA, VIEW, SELF, 0);
    assertThat(outputs.take())
        .containsExactly(
            new ReplicaOutput.Tell<>("of lee", new ReplicaProtocol.TypesInRoom(FANG, TEA)), SENT);
    hints.onTyping("of shao", TEA, VIEW, SELF, 0);
    assertThat(outputs.take())
        .doesNotContain(
            new ReplicaOutput.Tell<>("of fang", new ReplicaProtocol.TypesInRoom(SHAO, TEA)));
  }

  @Test
  void are_none_in_a_room_of_more_than_twenty() {
    var names = new ArrayList<>(List.of(FANG, SHAO));
    while (names.size() < RoomReceipts.MAX_MEMBERS) names.add(UserName.of("u" + names.size()));
    become(RoomRules.NONE, names.toArray(UserName[]::new));
    hints.onTyping("of fang", TEA, VIEW, SELF, 0);
    assertThat(outputs.take()).containsExactly(TOLD, SENT);
    names.add(LEE);
    become(RoomRules.NONE, names.toArray(UserName[]::new));
    hints.onTyping("of fang", TEA, VIEW, SELF, 3_000);
    assertThat(outputs.take()).isEmpty();
  }

  @Test
  void are_taken_only_from_a_server_at_which_the_user_is_and_of_a_member() {
    hints.onArrived(B, HINT);
    assertThat(outputs.take()).isEmpty();
    state.apply(new SessionOpened(FANG, new SessionId(B, 9), 9));
    hints.onArrived(B, HINT);
    assertThat(outputs.take()).containsExactly(TOLD);
    hints.onArrived(B, new RoomTyping(LEE, TEA));
    assertThat(outputs.take()).isEmpty();
  }

  @Test
  void stay_at_this_server_while_another_does_not_know_them() {
    hints.onAbilities(new RoomAbilities(true, false));
    hints.onTyping("of fang", TEA, VIEW, SELF, 0);
    assertThat(outputs.take()).containsExactly(TOLD);
  }

  /** The room has these rules and members from now on. */
  private void become(RoomRules rules, UserName... names) {
    var members = new ArrayList<RoomMember>();
    for (var name : names) members.add(new RoomMember(account(name), RoomRole.MEMBER));
    var room = new Room(TEA, 7, "", false, members, List.of(), rules);
    var log =
        new AccountLog(
            Founding.first(1, SELF),
            new Position(1, ++position),
            List.of("a"),
            List.of(),
            List.of(),
            List.of(),
            RegistrationRules.NONE,
            new Rooms(List.of(room)));
    state.merge(
        new ChatSnapshot(1, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(log)));
    outputs.take();
  }

  private RoomAccount account(UserName name) {
    return new RoomAccount(name, state.claim(name));
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
