package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.RegistryAppended;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Opening;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.accounts.AccountLogEntry.RestrictedOpening;
import dev.parley.chat.accounts.Invitation;
import dev.parley.chat.accounts.InvitationCode;
import dev.parley.chat.accounts.Registration;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomChange;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.chat.rooms.Rooms;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistryCodecTest {
  private static final Member A = member("a", 1);
  private static final Member B = member("b", 2);

  /**
   * What the version before forced recoveries wrote for {@link #KEPT}: a, b, and where they are.
   */
  private static final String MEMBERS =
      "9f9f616101ff9f693132372e302e302e31191b59ff9f693132372e302e302e31191f41ffff";

  private static final String BOTH =
      "82" + MEMBERS + "9f9f616202ff9f693132372e302e302e31191b5aff9f693132372e302e302e31191f42ffff";

  private static final String ENTRY =
      "9f9f0608ff9f674f70656e696e679f9f039f616101ffff" + BOTH + "8261616162ffffff";

  private static final String REGISTRY =
      "9f9f039f616101ffff9f0507ff826161616281" + MEMBERS + BOTH + "81" + ENTRY + "ff";

  /** What the version that had rooms without bans wrote for one, and the hash of its state. */
  private static final String ROOM =
      "819f9f63546561ff0765677265656ef5819f9f6466616e6705ff654f574e4552ff80fff5ffff";

  private static final String ROOM_DIGEST =
      "7f0ec08c1db85d7b8194aaeba727d559793bb8947af0ff5effe1abd9ea9571d2";

  private static final Founding FOUNDING = Founding.first(3, A.id());
  private static final AccountLog KEPT =
      new AccountLog(
          FOUNDING,
          new Position(5, 7),
          List.of("a", "b"),
          List.of(A),
          List.of(A, B),
          List.of(
              new AccountLogEntry(
                  new Position(6, 8), new Opening(FOUNDING, List.of(A, B), List.of("a", "b")))));

  @Test
  void reads_and_writes_what_earlier_versions_wrote() {
    var stored = HexFormat.of().parseHex("01" + REGISTRY);
    assertThat(VersionedCbor.REGISTRY.decode(stored)).contains(KEPT);
    assertThat(VersionedCbor.REGISTRY.encode(KEPT)).as("nothing was forced").isEqualTo(stored);
  }

  @Test
  void writes_in_events_what_was_never_forced_as_before() {
    var event = new RegistryAppended(KEPT.pending().get(0));
    var bytes =
        HexFormat.of().parseHex("029f705265676973747279417070656e6465649f" + ENTRY + "ffff");
    assertThat(VersionedCbor.EVENT.decode(bytes)).contains(event);
    assertThat(VersionedCbor.EVENT.encode(event)).isEqualTo(bytes);
  }

  @Test
  void writes_in_states_what_was_never_forced_as_before() {
    var state =
        new ChatSnapshot(9, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(KEPT));
    var bytes = HexFormat.of().parseHex("029f09808080808081" + REGISTRY + "ff");
    assertThat(VersionedCbor.STATE.decode(bytes)).contains(state);
    assertThat(VersionedCbor.STATE.encode(state)).isEqualTo(bytes);
    var held = new ChatState();
    held.merge(state);
    assertThat(held.digest())
        .as("the hash of earlier versions")
        .isEqualTo("9b3cc77a340e3e008747ec00484eb5e1ddaa5dc93952e0a8c42dad7c36e0bdd7");
  }

  @Test
  void gives_back_a_forced_founding() {
    var forced = new Founding(3, A.id(), Founding.MAX_GENERATION, Long.MIN_VALUE);
    assertThat(VersionedCbor.REGISTRY.decode(VersionedCbor.REGISTRY.encode(of(forced))))
        .contains(of(forced));
  }

  @Test
  void gives_back_who_may_register() {
    var rules =
        new RegistrationRules(
            Registration.INVITE, List.of(new Invitation(InvitationCode.hash("code"), 1, 2)));
    var log =
        new AccountLog(
            FOUNDING,
            new Position(5, 7),
            List.of("a"),
            List.of(A),
            List.of(A),
            List.of(
                new AccountLogEntry(
                    new Position(6, 8),
                    new RestrictedOpening(
                        new Opening(FOUNDING, List.of(A, B), List.of("a", "b")),
                        Registration.CLOSED))),
            rules);
    var bytes = VersionedCbor.REGISTRY.encode(log);
    assertThat(VersionedCbor.REGISTRY.decode(bytes)).contains(log);
    for (int length = 0; length < bytes.length; length++)
      assertThat(VersionedCbor.REGISTRY.decode(Arrays.copyOf(bytes, length))).isEmpty();
    var written = HexFormat.of().formatHex(bytes);
    var withNull = HexFormat.of().parseHex(written.replaceFirst("816161", "81f6"));
    assertThat(VersionedCbor.REGISTRY.decode(withNull)).as("no voter's name").isEmpty();
  }

  /** A log with more could be sent to no member that joins. */
  @Test
  void fits_all_rooms_that_there_may_be_into_a_part_of_a_state() {
    int each = Rooms.MAX_MEMBERSHIPS / Rooms.MAX_ROOMS;
    var members = new ArrayList<RoomMember>();
    var guests = new ArrayList<RoomAccount>();
    for (int i = 0; i < each; i++) members.add(new RoomMember(account(i), RoomRole.MODERATOR));
    for (int i = 0; i < Room.MAX_INVITED; i++) guests.add(account(i));
    var rules =
        new RoomRules(guests.subList(0, Rooms.MAX_RULES / Rooms.MAX_ROOMS), List.of(), true);
    var rooms = new ArrayList<Room>();
    for (int i = 0; i < Rooms.MAX_ROOMS; i++) {
      var name = new RoomName(account(i).name());
      var topic = "\u5317".repeat(Room.MAX_TOPIC);
      rooms.add(new Room(name, Long.MIN_VALUE, topic, true, members, guests, rules));
    }
    var pending = new ArrayList<AccountLogEntry>();
    for (int i = 0; i < 256; i++) {
      var change = new RoomChange.TopicSet(rooms.get(i).name(), account(i), "\u5317".repeat(200));
      pending.add(
          new AccountLogEntry(
              new Position(6, 8 + i),
              new AccountLogEntry.Decision(new AccountChange.RoomDecided(change))));
    }
    var log =
        new AccountLog(
            FOUNDING,
            new Position(5, 7),
            List.of("a"),
            List.of(A),
            List.of(A),
            pending,
            RegistrationRules.NONE,
            new Rooms(rooms));
    var state =
        new ChatSnapshot(9, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(log));
    assertThat(VersionedCbor.STATE.encode(state))
        .hasSizeLessThan(WireLimits.MAX_STATE_PART_BYTES - 64 * 1024);
    var bytes = VersionedCbor.REGISTRY.encode(log);
    assertThat(VersionedCbor.REGISTRY.decode(bytes)).contains(log);
  }

  private static RoomAccount account(int number) {
    return new RoomAccount(UserName.of("%032d".formatted(number)), Long.MIN_VALUE + number);
  }

  @Test
  void gives_back_rooms_and_reads_no_half_of_them() {
    var fang = new RoomAccount(UserName.of("fang"), 5);
    var created = new RoomChange.Created(RoomName.of("#Tea"), fang, 7, "green", true);
    var rooms = Rooms.NONE.after(created);
    var log = withRooms(rooms);
    var bytes = VersionedCbor.REGISTRY.encode(log);
    assertThat(VersionedCbor.REGISTRY.decode(bytes)).contains(log);
    assertThat(rooms.list().get(0).name().spelling()).isEqualTo("#Tea");
    for (int length = 0; length < bytes.length; length++)
      assertThat(VersionedCbor.REGISTRY.decode(Arrays.copyOf(bytes, length))).isEmpty();
  }

  /** Servers that know rooms without rules go on with them. */
  @Test
  void writes_a_room_in_which_nobody_is_banned_or_muted_as_before() {
    var fang = new RoomAccount(UserName.of("fang"), 5);
    var created = new RoomChange.Created(RoomName.of("#Tea"), fang, 7, "green", true);
    var log = withRooms(Rooms.NONE.after(created));
    var bytes = VersionedCbor.REGISTRY.encode(log);
    assertThat(HexFormat.of().formatHex(bytes)).endsWith(ROOM);
    assertThat(digest(log)).as("the hash of earlier versions").isEqualTo(ROOM_DIGEST);
  }

  private static String digest(AccountLog log) {
    var held = new ChatState();
    held.merge(
        new ChatSnapshot(9, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(log)));
    return held.digest();
  }

  @Test
  void gives_back_who_is_banned_and_muted_and_reads_no_half_of_it() {
    var fang = new RoomAccount(UserName.of("fang"), 5);
    var shao = new RoomAccount(UserName.of("shao"), 6);
    var name = RoomName.of("#tea");
    var rooms =
        Rooms.NONE
            .after(new RoomChange.Created(name, fang, 7, "", true))
            .after(new RoomChange.Banned(name, fang, shao, true));
    var log = withRooms(rooms);
    var bytes = VersionedCbor.REGISTRY.encode(log);
    assertThat(VersionedCbor.REGISTRY.decode(bytes)).contains(log);
    for (int length = 0; length < bytes.length; length++)
      assertThat(VersionedCbor.REGISTRY.decode(Arrays.copyOf(bytes, length))).isEmpty();
    assertThat(digest(log))
        .isNotEqualTo(
            digest(withRooms(rooms.after(new RoomChange.Banned(name, fang, shao, false)))));
    var muted =
        new AccountLogEntry(
            new Position(6, 8),
            new AccountLogEntry.Decision(
                new AccountChange.RoomDecided(new RoomChange.Muted(name, fang, shao, true))));
    var event = new RegistryAppended(muted);
    assertThat(VersionedCbor.EVENT.decode(VersionedCbor.EVENT.encode(event))).contains(event);
  }

  /** Copies wait, and servers that know no rooms would show them as private mail. */
  @Test
  void writes_that_there_were_rooms_when_the_last_one_is_closed() {
    var fang = new RoomAccount(UserName.of("fang"), 5);
    var name = RoomName.of("#tea");
    var created = Rooms.NONE.after(new RoomChange.Created(name, fang, 7, "green", true));
    var closed = withRooms(created.after(new RoomChange.Closed(name, fang)));
    assertThat(closed.rooms().list()).isEmpty();
    var bytes = VersionedCbor.REGISTRY.encode(closed);
    assertThat(bytes).isNotEqualTo(VersionedCbor.REGISTRY.encode(withRooms(Rooms.NONE)));
    assertThat(VersionedCbor.REGISTRY.decode(bytes)).contains(closed);
  }

  private static AccountLog withRooms(Rooms rooms) {
    return new AccountLog(
        FOUNDING,
        new Position(5, 7),
        List.of("a"),
        List.of(A),
        List.of(A),
        List.of(),
        RegistrationRules.NONE,
        rooms);
  }

  @Test
  void takes_no_generation_out_of_bounds_and_nothing_half() {
    var bytes = VersionedCbor.REGISTRY.encode(of(new Founding(3, A.id(), 7, 5)));
    for (int length = 0; length < bytes.length; length++)
      assertThat(VersionedCbor.REGISTRY.decode(Arrays.copyOf(bytes, length))).isEmpty();
    var written = HexFormat.of().formatHex(bytes);
    assertThat(written).contains("9f039f616101ff0705ff");
    assertThat(replaced(written, "9f039f616101ff0005ff")).as("not forced, with an id").isEmpty();
    assertThat(replaced(written, "9f039f616101ff2005ff")).as("negative").isEmpty();
    assertThat(replaced(written, "9f039f616101ff07ff")).as("no id").isEmpty();
    assertThat(replaced(written, "9f039f616101ff070505ff")).as("too long").isEmpty();
    assertThat(replaced(written, "9f039f616101ff1a000f424105ff")).as("beyond the last").isEmpty();
    assertThat(replaced(written, "9f039f616101ff1a000f424005ff")).as("the last one").isPresent();
  }

  private static Optional<AccountLog> replaced(String written, String founding) {
    var bytes = HexFormat.of().parseHex(written.replace("9f039f616101ff0705ff", founding));
    return VersionedCbor.REGISTRY.decode(bytes);
  }

  private static AccountLog of(Founding founding) {
    return new AccountLog(
        founding, new Position(5, 7), List.of("a"), List.of(A), List.of(A), List.of());
  }

  private static Member member(String node, int incarnation) {
    return new Member(
        new MemberId(node, incarnation),
        new Endpoint("127.0.0.1", 7_000 + incarnation),
        new Endpoint("127.0.0.1", 8_000 + incarnation));
  }
}
