package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.BlockChange;
import dev.parley.chat.ChatEvent.BlocksChanged;
import dev.parley.chat.ChatEvent.PostSent;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.Notice;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAbilities;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomChange;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.chat.rooms.Rooms;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ReplicaOutput.Tell;
import dev.parley.replica.ReplicaProtocol.RoomEvent;
import dev.parley.replica.ReplicaProtocol.RoomTold;
import dev.parley.replica.ReplicaProtocol.RoomsListed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoomRequestsTest {
  private static final RoomName TEA = RoomName.of("#tea");
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final UserName LEE = UserName.of("lee");

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ChatState state = ChatState.tracked();
  private final SessionTable<String> table =
      new SessionTable<>(new Durability(state, () -> VersionVector.EMPTY, true, outputs));
  private RoomAbilities abilities = RoomAbilities.ALL;
  private final RoomRequests<String> rooms =
      new RoomRequests<>(state, table, change -> abilities.refusal(change));

  RoomRequestsTest() {
    for (var name : List.of(FANG, SHAO, LEE)) {
      var verifier = new ScramVerifier("salt of " + name, 1, "k", "v");
      state.apply(new AccountRegistered(Account.register(name, verifier, 1)));
      var traits = new ClientTraits(ClientTraits.LATEST, "");
      var proof = LoginProof.byPassword(Optional.of("c"));
      table.open(
          name.key(),
          new SessionRequest(
              name,
              state.claim(name),
              ScramVerifier.ANY,
              "c",
              ReadPosition.NOTHING,
              proof,
              Arrival.UNKNOWN,
              traits),
          name,
          0,
          List.of());
    }
  }

  @Test
  void a_change_is_told_to_the_members_and_to_whom_it_is_about() {
    rooms.onChanged(invited(SHAO, room(FANG, LEE)));
    assertThat(told()).containsExactlyInAnyOrder("fang", "lee", "shao");
  }

  @Test
  void who_blocks_another_is_told_of_no_invitation_and_of_no_end_of_one() {
    block(SHAO, FANG);
    rooms.onChanged(invited(SHAO, room(FANG)));
    assertThat(told()).containsExactly("fang");
    var removed = new RoomChange.Removed(TEA, account(FANG), account(SHAO));
    rooms.onChanged(new Notice.RoomChanged(removed, room(FANG), room(FANG)));
    assertThat(told()).containsExactly("fang");
  }

  @Test
  void who_blocks_another_is_told_when_that_user_removes_them() {
    block(SHAO, FANG);
    var removed = new RoomChange.Removed(TEA, account(FANG), account(SHAO));
    rooms.onChanged(new Notice.RoomChanged(removed, room(FANG, SHAO), room(FANG)));
    assertThat(told()).containsExactlyInAnyOrder("fang", "shao");
  }

  @Test
  void a_ban_of_a_member_is_told_as_such_and_as_a_removal_which_earlier_clients_know() {
    rooms.onChanged(banned(SHAO, room(FANG, LEE, SHAO), room(FANG, LEE)));
    assertThat(take())
        .extracting(tell -> tell.session() + " " + ((RoomEvent) tell.event()).what())
        .containsExactlyInAnyOrder(
            "fang banned",
            "lee banned",
            "shao banned",
            "fang removed",
            "lee removed",
            "shao removed");
    rooms.onChanged(banned(SHAO, room(FANG, LEE), room(FANG, LEE)));
    assertThat(told()).as("a stranger is not told").containsExactlyInAnyOrder("fang", "lee");
  }

  @Test
  void the_members_are_told_that_the_operator_has_closed_a_room_and_of_nobody_who_did_it() {
    var room = room(FANG, SHAO);
    rooms.onChanged(new Notice.RoomChanged(new RoomChange.Ended(TEA), room, room));
    var closed = new RoomEvent(TEA, "closed", Optional.empty(), Optional.empty());
    assertThat(take())
        .containsExactlyInAnyOrder(new Tell<>("fang", closed), new Tell<>("shao", closed));
  }

  private Notice.RoomChanged banned(UserName whom, Room before, Room after) {
    var change = new RoomChange.Banned(TEA, account(FANG), account(whom), true);
    return new Notice.RoomChanged(change, before, after);
  }

  @Test
  void nobody_is_banned_or_muted_while_a_server_knows_no_bans() {
    abilities = new RoomAbilities(true, false);
    for (var wish :
        List.of(
            new RoomWish.Ban(TEA, SHAO, true),
            new RoomWish.Mute(TEA, SHAO, false),
            new RoomWish.SetHistory(TEA, true))) {
      var refused = (RoomRequests.Refused) rooms.change("fang", wish);
      assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.UNAVAILABLE);
      assertThat(refused.refusal().text()).contains("bring all servers to one version");
    }
    assertThat(rooms.change("fang", new RoomWish.Join(TEA)))
        .isInstanceOf(RoomRequests.Wanted.class);
  }

  @Test
  void a_ban_ends_also_of_who_has_lost_the_name_since() {
    var earlier = new RoomAccount(SHAO, state.claim(SHAO) + 1);
    var rules = new RoomRules(List.of(earlier), List.of(), false);
    var room = room(FANG);
    found(new Room(TEA, 7, "", false, room.members(), List.of(), rules));
    assertThat(rooms.change("fang", new RoomWish.Ban(TEA, SHAO, false)))
        .isEqualTo(
            new RoomRequests.Wanted(new RoomChange.Banned(TEA, account(FANG), earlier, false)));
  }

  @Test
  void members_are_told_who_is_banned_and_others_are_not() {
    var rules = new RoomRules(List.of(account(LEE)), List.of(), true);
    found(new Room(TEA, 7, "", true, room(FANG).members(), List.of(), rules));
    rooms.onAsk("fang", TEA);
    var told = (RoomTold) take().get(0).event();
    assertThat(told.rules()).isEqualTo(rules);
    assertThat(told.room().isHistoryForAll()).isTrue();
    rooms.onAsk("shao", TEA);
    assertThat(((RoomTold) take().get(0).event()).rules()).isEqualTo(RoomRules.NONE);
  }

  @Test
  void who_has_a_members_name_since_is_told_nothing() {
    var earlier = new RoomAccount(SHAO, state.claim(SHAO) + 1);
    var room =
        new Room(TEA, 7, "", false, List.of(member(account(FANG)), member(earlier)), List.of());
    rooms.onChanged(invited(LEE, room));
    assertThat(told()).containsExactlyInAnyOrder("fang", "lee");
    rooms.onReplaced(new Notice.RoomReplaced(room));
    assertThat(told()).containsExactly("fang");
  }

  @Test
  void a_list_has_the_posts_that_wait_in_each_of_the_users_rooms() {
    found(room(FANG, SHAO), other(FANG, SHAO));
    post(TEA, 7, 1);
    post(TEA, 7, 2);
    rooms.onList("shao", false);
    var listed = (RoomsListed) take().get(0).event();
    assertThat(listed.rooms())
        .extracting(room -> room.name() + " " + room.unread())
        .containsExactlyInAnyOrder("#tea 2", "#wine 0");
  }

  private void post(RoomName to, long claim, long seq) {
    var id = new MessageId(new ClientStream(FANG, "phone"), seq);
    var seenBy = List.of(state.claim(FANG), state.claim(SHAO));
    var post = RoomPost.of(id, to, claim, seenBy, "hello", new RoomPost.Times(0, seq + 10));
    state.apply(new PostSent(post, List.of(new RoomPost.Receiver(SHAO, state.claim(SHAO)))));
  }

  private void found(Room... all) {
    var log =
        new AccountLog(
            Founding.first(1, new MemberId("n", 1)),
            new Position(1, 1),
            List.of("n"),
            List.of(),
            List.of(),
            List.of(),
            RegistrationRules.NONE,
            new Rooms(List.of(all)));
    state.merge(
        new ChatSnapshot(1, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(log)));
  }

  private Notice.RoomChanged invited(UserName whom, Room room) {
    var change = new RoomChange.Invited(TEA, account(FANG), account(whom));
    return new Notice.RoomChanged(change, room, room);
  }

  private RoomAccount account(UserName name) {
    return new RoomAccount(name, state.claim(name));
  }

  private static RoomMember member(RoomAccount account) {
    return new RoomMember(account, RoomRole.MEMBER);
  }

  private Room room(UserName... names) {
    return room(TEA, 7, names);
  }

  private Room other(UserName... names) {
    return room(RoomName.of("#wine"), 8, names);
  }

  private Room room(RoomName of, long claim, UserName... names) {
    var members = new ArrayList<RoomMember>();
    for (var name : names) members.add(member(account(name)));
    return new Room(of, claim, "", false, members, List.of());
  }

  private void block(UserName owner, UserName name) {
    state.apply(
        new BlocksChanged(
            owner,
            state.claim(owner),
            9,
            false,
            List.of(new BlockChange(name, true, state.claim(name)))));
  }

  private List<Tell<?>> take() {
    var told = new ArrayList<Tell<?>>();
    for (var output : outputs.take()) if (output instanceof Tell<?> tell) told.add(tell);
    return told;
  }

  private List<String> told() {
    return take().stream()
        .filter(tell -> tell.event() instanceof RoomEvent)
        .map(tell -> (String) tell.session())
        .toList();
  }
}
