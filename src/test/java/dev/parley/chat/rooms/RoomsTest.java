package dev.parley.chat.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomChange.Banned;
import dev.parley.chat.rooms.RoomChange.Closed;
import dev.parley.chat.rooms.RoomChange.Created;
import dev.parley.chat.rooms.RoomChange.Ended;
import dev.parley.chat.rooms.RoomChange.HistorySet;
import dev.parley.chat.rooms.RoomChange.Invited;
import dev.parley.chat.rooms.RoomChange.Joined;
import dev.parley.chat.rooms.RoomChange.Left;
import dev.parley.chat.rooms.RoomChange.Muted;
import dev.parley.chat.rooms.RoomChange.Opened;
import dev.parley.chat.rooms.RoomChange.Removed;
import dev.parley.chat.rooms.RoomChange.RoleGiven;
import dev.parley.chat.rooms.RoomChange.TopicSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoomsTest {
  private static final RoomName ROOM = RoomName.of("#tea");
  private static final RoomAccount FANG = account("fang");
  private static final RoomAccount SHAO = account("shao");
  private static final RoomAccount LEE = account("lee");
  private static final RoomAccount MEI = account("mei");

  private Rooms rooms = Rooms.NONE;

  @Test
  void whoever_creates_a_room_owns_it_and_its_name_is_taken() {
    create(ROOM, FANG);
    assertThat(room().role(FANG)).contains(RoomRole.OWNER);
    assertThat(refusal(created(RoomName.of("#TEA"), SHAO))).contains(Code.NAME_TAKEN);
  }

  @Test
  void only_the_invited_join_a_room_that_is_not_open() {
    create(ROOM, FANG);
    assertThat(refusal(new Joined(ROOM, SHAO))).contains(Code.NOT_INVITED);
    decide(new Invited(ROOM, FANG, SHAO));
    decide(new Joined(ROOM, SHAO));
    assertThat(room().role(SHAO)).contains(RoomRole.MEMBER);
    assertThat(room().invited()).isEmpty();
    decide(new Opened(ROOM, FANG, true));
    decide(new Joined(ROOM, LEE));
    assertThat(room().role(LEE)).contains(RoomRole.MEMBER);
  }

  @Test
  void who_had_the_name_before_is_somebody_else() {
    join(FANG, SHAO);
    var other = new RoomAccount(SHAO.name(), SHAO.claim() + 1);
    assertThat(refusal(new TopicSet(ROOM, other, "x"))).contains(Code.NOT_A_MEMBER);
  }

  @Test
  void members_change_nothing_moderators_some_and_owners_all() {
    join(FANG, SHAO);
    join(FANG, LEE);
    decide(new RoleGiven(ROOM, FANG, SHAO, RoomRole.MODERATOR));
    assertThat(refusal(new TopicSet(ROOM, LEE, "x"))).contains(Code.NOT_ALLOWED);
    assertThat(refusal(new Invited(ROOM, LEE, MEI))).contains(Code.NOT_ALLOWED);
    assertThat(refusal(new Closed(ROOM, SHAO))).contains(Code.NOT_ALLOWED);
    assertThat(refusal(new Opened(ROOM, SHAO, true))).contains(Code.NOT_ALLOWED);
    assertThat(refusal(new RoleGiven(ROOM, SHAO, LEE, RoomRole.OWNER))).contains(Code.NOT_ALLOWED);
    assertThat(refusal(new Removed(ROOM, SHAO, FANG))).contains(Code.NOT_ALLOWED);
    decide(new TopicSet(ROOM, SHAO, "green"));
    decide(new Removed(ROOM, SHAO, LEE));
    assertThat(room().topic()).isEqualTo("green");
    assertThat(room().member(LEE)).isEmpty();
    decide(new Closed(ROOM, FANG));
    assertThat(rooms.list()).isEmpty();
  }

  @Test
  void a_change_that_its_author_may_not_make_any_more_has_no_effect() {
    join(FANG, SHAO);
    decide(new RoleGiven(ROOM, FANG, SHAO, RoomRole.MODERATOR));
    decide(new RoleGiven(ROOM, FANG, SHAO, RoomRole.MEMBER));
    var before = rooms;
    decide(new TopicSet(ROOM, SHAO, "late"));
    assertThat(rooms).isEqualTo(before);
  }

  @Test
  void the_oldest_moderator_or_else_member_follows_the_last_owner_and_an_empty_room_is_gone() {
    join(FANG, SHAO);
    join(FANG, LEE);
    decide(new RoleGiven(ROOM, FANG, LEE, RoomRole.MODERATOR));
    decide(new Left(ROOM, FANG));
    assertThat(room().role(LEE)).contains(RoomRole.OWNER);
    decide(new Left(ROOM, LEE));
    assertThat(room().role(SHAO)).contains(RoomRole.OWNER);
    decide(new Left(ROOM, SHAO));
    assertThat(rooms.find(ROOM)).isEmpty();
  }

  @Test
  void an_owner_takes_another_role_only_where_there_is_another_owner() {
    join(FANG, SHAO);
    for (var role : List.of(RoomRole.MEMBER, RoomRole.MODERATOR))
      assertThat(refusal(new RoleGiven(ROOM, FANG, FANG, role))).contains(Code.NOT_ALLOWED);
    assertThat(refusal(new RoleGiven(ROOM, FANG, FANG, RoomRole.OWNER))).isEmpty();
    decide(new RoleGiven(ROOM, FANG, SHAO, RoomRole.OWNER));
    decide(new RoleGiven(ROOM, FANG, FANG, RoomRole.MEMBER));
    assertThat(room().role(FANG)).contains(RoomRole.MEMBER);
    assertThat(refusal(new RoleGiven(ROOM, SHAO, SHAO, RoomRole.MEMBER)))
        .contains(Code.NOT_ALLOWED);
  }

  @Test
  void a_room_takes_as_many_members_as_the_servers_allow_and_no_more_than_two_hundred() {
    decide(new Created(ROOM, FANG, 7, "", true));
    for (int i = 2; i <= Room.MAX_MEMBERS; i++) decide(new Joined(ROOM, account("user" + i)));
    assertThat(room().members()).hasSize(Room.MAX_MEMBERS);
    assertThat(refusal(new Joined(ROOM, SHAO))).contains(Code.ROOM_FULL);
    decide(new Joined(ROOM, SHAO));
    assertThat(room().members()).hasSize(Room.MAX_MEMBERS);
    decide(new Left(ROOM, FANG));
    assertThat(refusal(new Joined(ROOM, SHAO))).isEmpty();
    assertThat(rooms.refusal(new Joined(ROOM, SHAO), 199).map(Refusal::code))
        .contains(Code.ROOM_FULL);
  }

  @Test
  void a_user_owns_twenty_rooms_at_most_and_is_in_a_hundred() {
    for (int i = 1; i <= Rooms.MAX_OWNED; i++) create(RoomName.of("#own" + i), FANG);
    assertThat(refusal(created(ROOM, FANG))).contains(Code.RATE_LIMITED);
    for (int i = Rooms.MAX_OWNED + 1; i <= Rooms.MAX_ROOMS_OF_USER; i++) {
      var name = RoomName.of("#of" + i);
      decide(new Created(name, account("owner" + i), i, "", true));
      decide(new Joined(name, FANG));
    }
    assertThat(rooms.of(FANG)).hasSize(Rooms.MAX_ROOMS_OF_USER);
    decide(new Created(ROOM, SHAO, 1_000, "", true));
    assertThat(refusal(new Joined(ROOM, FANG))).contains(Code.RATE_LIMITED);
  }

  @Test
  void there_are_five_hundred_rooms_at_most() {
    for (int i = 1; i < Rooms.MAX_ROOMS; i++) create(RoomName.of("#r" + i), account("owner" + i));
    assertThat(refusal(created(ROOM, FANG))).isEmpty();
    create(ROOM, FANG);
    assertThat(refusal(created(RoomName.of("#more"), SHAO))).contains(Code.RATE_LIMITED);
    decide(new Closed(ROOM, FANG));
    assertThat(refusal(created(RoomName.of("#more"), SHAO))).isEmpty();
  }

  @Test
  void all_rooms_together_have_ten_thousand_members_at_most() {
    var list = new ArrayList<Room>();
    for (int i = 100; Rooms.MAX_MEMBERSHIPS - (i - 100) * Room.MAX_MEMBERS > 0; i++)
      list.add(full(RoomName.of("#r" + i)));
    rooms = new Rooms(list);
    var first = list.get(0).name();
    decide(new Left(first, account("user0")));
    assertThat(refusal(created(ROOM, FANG))).isEmpty();
    decide(new Created(ROOM, FANG, 7, "", true));
    assertThat(refusal(created(RoomName.of("#more"), SHAO))).contains(Code.RATE_LIMITED);
    assertThat(refusal(new Joined(ROOM, SHAO))).contains(Code.RATE_LIMITED);
    decide(new Left(first, account("user1")));
    assertThat(refusal(new Joined(ROOM, SHAO))).isEmpty();
  }

  private static Room ruled(RoomName name, RoomRules rules) {
    var owner = new RoomMember(account("owner"), RoomRole.OWNER);
    return new Room(name, 7, "", true, List.of(owner), List.of(), rules);
  }

  private static Room full(RoomName name) {
    var members = new ArrayList<RoomMember>();
    for (int i = 0; i < Room.MAX_MEMBERS; i++)
      members.add(new RoomMember(account("user" + i), RoomRole.OWNER));
    return new Room(name, 7, "", true, members, List.of());
  }

  @Test
  void of_more_invitations_than_twenty_the_oldest_go() {
    create(ROOM, FANG);
    for (int i = 0; i <= Room.MAX_INVITED; i++) decide(new Invited(ROOM, FANG, account("g" + i)));
    assertThat(room().invited()).hasSize(Room.MAX_INVITED).doesNotContain(account("g0"));
  }

  @Test
  void who_is_banned_is_out_and_neither_joins_nor_is_invited_until_the_ban_ends() {
    join(FANG, SHAO);
    decide(new Opened(ROOM, FANG, true));
    decide(new Banned(ROOM, FANG, SHAO, true));
    assertThat(room().member(SHAO)).isEmpty();
    assertThat(refusal(new Joined(ROOM, SHAO))).contains(Code.BANNED);
    assertThat(refusal(new Invited(ROOM, FANG, SHAO))).contains(Code.NOT_ALLOWED);
    decide(new Joined(ROOM, SHAO));
    assertThat(room().member(SHAO)).as("decided before the ban was known").isEmpty();
    decide(new Banned(ROOM, FANG, SHAO, false));
    decide(new Joined(ROOM, SHAO));
    assertThat(room().role(SHAO)).contains(RoomRole.MEMBER);
  }

  @Test
  void a_ban_ends_an_invitation_and_is_of_the_account_and_not_of_the_name() {
    create(ROOM, FANG);
    decide(new Invited(ROOM, FANG, SHAO));
    decide(new Banned(ROOM, FANG, SHAO, true));
    assertThat(room().invited()).isEmpty();
    var other = new RoomAccount(SHAO.name(), SHAO.claim() + 1);
    assertThat(refusal(new Joined(ROOM, other))).contains(Code.NOT_INVITED);
  }

  @Test
  void owners_and_moderators_ban_and_mute_but_no_owners() {
    join(FANG, SHAO);
    join(FANG, LEE);
    assertThat(refusal(new Banned(ROOM, LEE, SHAO, true))).contains(Code.NOT_ALLOWED);
    assertThat(refusal(new Muted(ROOM, LEE, SHAO, true))).contains(Code.NOT_ALLOWED);
    decide(new RoleGiven(ROOM, FANG, SHAO, RoomRole.MODERATOR));
    assertThat(refusal(new Banned(ROOM, SHAO, LEE, true))).isEmpty();
    assertThat(refusal(new Muted(ROOM, SHAO, LEE, true))).isEmpty();
    assertThat(refusal(new Banned(ROOM, SHAO, FANG, true))).contains(Code.NOT_ALLOWED);
    assertThat(refusal(new Muted(ROOM, SHAO, FANG, true))).contains(Code.NOT_ALLOWED);
    assertThat(refusal(new Muted(ROOM, SHAO, MEI, true))).contains(Code.NOT_A_MEMBER);
  }

  @Test
  void who_is_muted_stays_so_when_they_leave_and_come_back_and_does_not_end_it() {
    join(FANG, SHAO);
    decide(new RoleGiven(ROOM, FANG, SHAO, RoomRole.MODERATOR));
    decide(new Muted(ROOM, FANG, SHAO, true));
    assertThat(refusal(new Muted(ROOM, SHAO, SHAO, false))).contains(Code.NOT_ALLOWED);
    decide(new Left(ROOM, SHAO));
    join(FANG, SHAO);
    assertThat(room().isMuted(SHAO)).isTrue();
    decide(new RoleGiven(ROOM, FANG, SHAO, RoomRole.OWNER));
    assertThat(room().isMuted(SHAO)).as("nobody silences an owner").isFalse();
    decide(new Muted(ROOM, FANG, SHAO, false));
    decide(new RoleGiven(ROOM, FANG, SHAO, RoomRole.MEMBER));
    assertThat(room().isMuted(SHAO)).isFalse();
  }

  @Test
  void a_room_has_a_hundred_bans_and_a_hundred_mutes_at_most() {
    decide(new Created(ROOM, FANG, 7, "", true));
    for (int i = 0; i < RoomRules.MAX_LISTED; i++) {
      decide(new Banned(ROOM, FANG, account("banned" + i), true));
      decide(new Joined(ROOM, account("muted" + i)));
      decide(new Muted(ROOM, FANG, account("muted" + i), true));
    }
    decide(new Joined(ROOM, SHAO));
    assertThat(refusal(new Banned(ROOM, FANG, LEE, true))).contains(Code.RATE_LIMITED);
    assertThat(refusal(new Muted(ROOM, FANG, SHAO, true))).contains(Code.RATE_LIMITED);
    decide(new Banned(ROOM, FANG, LEE, true));
    assertThat(room().rules().banned()).hasSize(RoomRules.MAX_LISTED).doesNotContain(LEE);
    decide(new Banned(ROOM, FANG, account("banned0"), false));
    decide(new Muted(ROOM, FANG, account("muted0"), false));
    assertThat(refusal(new Banned(ROOM, FANG, LEE, true))).isEmpty();
    assertThat(refusal(new Muted(ROOM, FANG, SHAO, true))).isEmpty();
  }

  @Test
  void all_rooms_together_have_five_thousand_bans_and_mutes_at_most() {
    var accounts = new ArrayList<RoomAccount>();
    for (int i = 0; i < RoomRules.MAX_LISTED; i++) accounts.add(account("user" + i));
    var list = new ArrayList<Room>();
    for (int i = 100; i < 100 + Rooms.MAX_RULES / RoomRules.MAX_LISTED; i++)
      list.add(ruled(RoomName.of("#r" + i), new RoomRules(accounts, List.of(), false)));
    rooms = new Rooms(list);
    create(ROOM, FANG);
    assertThat(refusal(new Banned(ROOM, FANG, SHAO, true))).contains(Code.RATE_LIMITED);
    assertThat(refusal(new Banned(ROOM, FANG, SHAO, false))).isEmpty();
    decide(new Closed(list.get(0).name(), list.get(0).members().get(0).account()));
    assertThat(refusal(new Banned(ROOM, FANG, SHAO, true))).isEmpty();
  }

  @Test
  void owners_alone_say_whether_newcomers_read_what_was_sent_before() {
    join(FANG, SHAO);
    assertThat(room().rules().isHistoryForAll()).isFalse();
    decide(new RoleGiven(ROOM, FANG, SHAO, RoomRole.MODERATOR));
    assertThat(refusal(new HistorySet(ROOM, SHAO, true))).contains(Code.NOT_ALLOWED);
    decide(new HistorySet(ROOM, FANG, true));
    assertThat(room().rules().isHistoryForAll()).isTrue();
    decide(new HistorySet(ROOM, FANG, false));
    assertThat(room().rules()).isEqualTo(RoomRules.NONE);
  }

  @Test
  void the_operator_closes_any_room() {
    join(FANG, SHAO);
    assertThat(refusal(new Ended(RoomName.of("#no")))).contains(Code.NO_SUCH_ROOM);
    assertThat(rooms.isDone(new Ended(ROOM))).isFalse();
    decide(new Ended(ROOM));
    assertThat(rooms.list()).isEmpty();
    assertThat(rooms.isDone(new Ended(ROOM))).isTrue();
  }

  @Test
  void a_topic_is_one_line_of_two_hundred_characters_at_most() {
    create(ROOM, FANG);
    decide(new TopicSet(ROOM, FANG, "x".repeat(Room.MAX_TOPIC)));
    assertThat(room().topic()).hasSize(Room.MAX_TOPIC);
    for (var topic : new String[] {"x".repeat(Room.MAX_TOPIC + 1), "two\nlines"})
      assertThat(refusal(new TopicSet(ROOM, FANG, topic))).contains(Code.TEXT_INVALID);
  }

  @Test
  void nothing_can_be_done_with_a_room_that_is_none() {
    assertThat(refusal(new Joined(ROOM, FANG))).contains(Code.NO_SUCH_ROOM);
    assertThat(refusal(new Closed(ROOM, FANG))).contains(Code.NO_SUCH_ROOM);
  }

  private static RoomAccount account(String name) {
    return new RoomAccount(UserName.of(name), name.hashCode());
  }

  private static Created created(RoomName name, RoomAccount by) {
    return new Created(name, by, 7, "", false);
  }

  private void create(RoomName name, RoomAccount by) {
    decide(created(name, by));
  }

  private void join(RoomAccount owner, RoomAccount other) {
    if (rooms.find(ROOM).isEmpty()) create(ROOM, owner);
    decide(new Invited(ROOM, owner, other));
    decide(new Joined(ROOM, other));
  }

  private void decide(RoomChange change) {
    rooms = rooms.after(change);
  }

  private Room room() {
    return rooms.find(ROOM).orElseThrow();
  }

  private Optional<Code> refusal(RoomChange change) {
    return rooms.refusal(change, Room.MAX_MEMBERS).map(Refusal::code);
  }
}
