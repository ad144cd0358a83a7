package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionsTold;
import dev.parley.chat.ChatSnapshot.Session;
import dev.parley.chat.Notice.CameOnline;
import dev.parley.chat.Notice.SessionAdded;
import dev.parley.chat.Notice.WentOffline;
import dev.parley.chat.model.Device;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final MemberId A = new MemberId("a", 1);
  private static final MemberId B = new MemberId("b", 1);
  private static final MemberId C = new MemberId("c", 1);

  private final Presence presence = new Presence();

  @Test
  void a_user_is_online_from_the_first_session_to_the_end_of_the_last() {
    assertThat(presence.open(session(FANG, A, 1, 1))).containsExactly(new CameOnline(FANG));
    assertThat(presence.online()).containsExactly(FANG);
    presence.open(session(FANG, B, 1, 2));
    assertThat(presence.close(FANG, new SessionId(B, 1))).isEmpty();
    assertThat(presence.close(FANG, new SessionId(A, 1))).containsExactly(new WentOffline(FANG));
    assertThat(presence.isOnline(FANG)).isFalse();
  }

  @Test
  void a_server_says_which_of_its_sessions_live_and_the_others_are_over() {
    presence.open(session(FANG, A, 1, 1));
    presence.open(session(SHAO, A, 2, 2));
    presence.open(session(SHAO, B, 1, 3));

    assertThat(presence.onTold(new SessionsTold(A, 0, Long.MAX_VALUE, List.of(2L))))
        .containsExactly(new WentOffline(FANG));
    assertThat(presence.online()).containsExactly(SHAO);
    assertThat(presence.onTold(new SessionsTold(A, 3, 9, List.of()))).isEmpty();
    assertThat(presence.find(SHAO, new SessionId(A, 2))).isPresent();
    assertThat(presence.find(SHAO, new SessionId(B, 1))).isPresent();
  }

  @Test
  void very_many_sessions_are_told_in_several_events_that_cover_every_number_once() {
    var numbers = LongStream.rangeClosed(1, 2 * SessionsTold.MAX_OPEN + 1).map(n -> 3 * n).boxed();
    var told = SessionsTold.of(A, numbers.toList());

    assertThat(told).extracting(one -> one.open().size()).containsExactly(1_000, 1_000, 1);
    assertThat(told.get(0).from()).isZero();
    assertThat(told.get(1).from()).isEqualTo(told.get(0).to() + 1);
    assertThat(told.get(2).from()).isEqualTo(told.get(1).to() + 1);
    assertThat(told.get(2).to()).isEqualTo(Long.MAX_VALUE);
    assertThat(SessionsTold.of(A, List.of())).hasSize(1);
  }

  @Test
  void the_sessions_of_each_server_are_counted_through_all_that_happens_to_them() {
    var random = new Random(7);
    for (int step = 0; step < 2_000; step++) {
      var server = List.of(A, B, C).get(random.nextInt(3));
      var name = random.nextBoolean() ? FANG : SHAO;
      int number = random.nextInt(6);
      switch (random.nextInt(4)) {
        case 0 -> presence.close(name, new SessionId(server, number));
        case 1 -> presence.onTold(new SessionsTold(server, 2, 4, List.of(3L)));
        default -> presence.open(session(name, server, number, step));
      }
      var counted = new TreeMap<MemberId, Integer>();
      presence.all().forEach(open -> counted.merge(open.session().gateway(), 1, Integer::sum));
      assertThat(presence.sessionsByServer()).isEqualTo(counted);
    }
  }

  @Test
  void a_newer_session_of_a_client_replaces_the_older_one_and_nobody_comes_online() {
    openBy(1, FANG, A, 1, 1);
    assertThat(openBy(1, FANG, B, 1, 2)).containsExactly(new SessionAdded(FANG));
    assertThat(presence.excess(FANG, 8)).containsExactly(replaced(A, 1));
    assertThat(presence.close(FANG, new SessionId(A, 1))).isEmpty();
    assertThat(presence.isOnline(FANG)).isTrue();
    assertThat(presence.excess(FANG, 8)).isEmpty();
  }

  @Test
  void sessions_of_several_clients_stay_until_there_are_too_many_and_then_the_oldest_goes() {
    for (int client = 1; client <= 3; client++) openBy(client, FANG, B, client, 10 - client);
    assertThat(presence.excess(FANG, 3)).isEmpty();
    openBy(4, FANG, A, 1, 20);
    assertThat(presence.excess(FANG, 3)).containsExactly(oneTooMany(B, 3));
    assertThat(presence.excess(SHAO, 3)).isEmpty();
  }

  @Test
  void a_client_that_has_moved_takes_no_place_of_another() {
    for (int client = 1; client <= 3; client++) openBy(client, FANG, A, client, client);
    for (int client = 1; client <= 3; client++) openBy(client, FANG, B, client, 10 + client);
    assertThat(presence.excess(FANG, 3))
        .containsExactlyInAnyOrder(replaced(A, 1), replaced(A, 2), replaced(A, 3));
  }

  @Test
  void the_session_that_ends_is_the_same_in_whatever_order_the_openings_come() {
    openBy(1, FANG, B, 1, 2);
    openBy(1, FANG, A, 1, 1);
    assertThat(presence.excess(FANG, 8)).containsExactly(replaced(A, 1));
    openBy(2, FANG, B, 2, 1);
    assertThat(presence.excess(FANG, 1)).containsExactly(oneTooMany(B, 2), replaced(A, 1));
  }

  @Test
  void of_sessions_of_one_time_the_larger_id_is_the_newest() {
    openBy(1, FANG, B, 1, 1);
    openBy(1, FANG, A, 9, 1);
    openBy(1, FANG, B, 2, 1);
    assertThat(presence.excess(FANG, 8)).containsExactly(replaced(B, 1), replaced(A, 9));
  }

  @Test
  void a_session_whose_client_is_not_known_ends_no_other_one_and_counts_when_it_is() {
    openBy(1, FANG, A, 1, 1);
    presence.open(session(FANG, B, 1, 2));
    assertThat(presence.excess(FANG, 1)).isEmpty();
    assertThat(openBy(2, FANG, B, 1, 2)).containsExactly(new SessionAdded(FANG));
    assertThat(presence.open(session(FANG, B, 1, 2))).as("from a server of before").isEmpty();
    assertThat(presence.excess(FANG, 1)).containsExactly(oneTooMany(A, 1));
    assertThat(presence.device(FANG, new SessionId(B, 1))).map(Device::client).contains(2L);
  }

  @Test
  void the_end_of_a_session_that_is_not_open_changes_nothing() {
    presence.open(session(FANG, A, 1, 1));
    assertThat(presence.close(FANG, new SessionId(A, 2))).isEmpty();
    assertThat(presence.close(SHAO, new SessionId(A, 1))).isEmpty();
    assertThat(presence.online()).containsExactly(FANG);
  }

  @Test
  void a_session_that_is_told_again_is_one_session() {
    presence.open(session(FANG, A, 1, 1));
    assertThat(presence.open(session(FANG, A, 1, 1))).isEmpty();
    assertThat(presence.sessionsByServer()).isEqualTo(Map.of(A, 1));
  }

  @Test
  void the_users_of_a_server_that_left_the_view_go_offline() {
    presence.onView(view(1, A, B));
    presence.open(session(FANG, A, 1, 1));
    presence.open(session(SHAO, B, 1, 1));
    assertThat(presence.onView(view(2, B))).containsExactly(new WentOffline(FANG));
    assertThat(presence.online()).containsExactly(SHAO);
  }

  @Test
  void a_user_whose_two_servers_die_at_once_goes_offline_once() {
    presence.onView(view(1, A, B, C));
    openBy(1, FANG, B, 1, 1);
    openBy(2, FANG, C, 1, 2);
    assertThat(presence.onView(view(2, A))).containsExactly(new WentOffline(FANG));
    assertThat(presence.excess(FANG, 1)).isEmpty();
    assertThat(openBy(2, FANG, A, 1, 3))
        .containsExactly(new CameOnline(FANG), new SessionAdded(FANG));
  }

  @Test
  void a_user_whose_newer_session_was_lost_with_its_server_stays_online_by_the_older() {
    presence.onView(view(1, A, B));
    presence.open(session(FANG, A, 1, 1));
    presence.open(session(FANG, B, 1, 2));
    assertThat(presence.onView(view(2, A))).isEmpty();
    assertThat(presence.sessions(FANG)).containsExactly(new SessionId(A, 1));
  }

  @Test
  void parts_that_meet_tell_each_other_of_their_users() {
    var other = new Presence();
    presence.onView(view(1, A));
    other.onView(view(1, B));
    presence.open(session(FANG, A, 1, 1));
    other.open(session(SHAO, B, 1, 1));
    assertThat(merge(other)).containsExactly(new CameOnline(SHAO));
    assertThat(merge(other)).as("the second time").isEmpty();
    assertThat(presence.onView(view(2, A, B))).isEmpty();
    assertThat(presence.online()).containsExactly(FANG, SHAO);
  }

  @Test
  void sessions_on_both_sides_of_a_partition_are_compared_when_their_servers_name_the_clients() {
    var other = new Presence();
    presence.onView(view(1, A));
    other.onView(view(1, B));
    openBy(1, FANG, A, 1, 1);
    openBy(2, FANG, A, 2, 2);
    other.open(session(FANG, B, 1, 3));
    other.open(session(FANG, B, 2, 4));
    assertThat(merge(other)).isEmpty();
    assertThat(presence.excess(FANG, 2)).isEmpty();
    openBy(1, FANG, B, 1, 3);
    assertThat(presence.excess(FANG, 2)).containsExactly(replaced(A, 1));
    openBy(3, FANG, B, 2, 4);
    assertThat(presence.excess(FANG, 2)).containsExactly(oneTooMany(A, 2), replaced(A, 1));
  }

  @Test
  void a_part_that_was_left_behind_in_an_old_view_does_not_bring_back_sessions_that_ended() {
    // All three were in view 1. Then A made view 2 without B, which still holds A's old session.
    var behind = new Presence();
    for (var part : new Presence[] {presence, behind}) {
      part.onView(view(1, A, B));
      part.open(session(FANG, A, 1, 1));
      part.open(session(SHAO, B, 1, 2));
    }
    presence.onView(view(2, A));
    presence.close(FANG, new SessionId(A, 1));

    assertThat(merge(behind))
        .as("B is not in view 2: B's part speaks for it")
        .containsExactly(new CameOnline(SHAO));
    assertThat(presence.isOnline(FANG)).isFalse();
    assertThat(behind.merge(presence.servers(), presence.all()))
        .containsExactly(new WentOffline(FANG));
    assertThat(behind.all()).isEqualTo(presence.all());
  }

  @Test
  void the_word_of_the_later_view_counts_in_whatever_order_the_parts_are_merged() {
    var stale = new Presence();
    stale.onView(view(1, A, B, C));
    stale.open(session(FANG, C, 1, 1));
    var fresh = new Presence();
    fresh.onView(view(3, C));
    fresh.open(session(SHAO, C, 2, 5));
    presence.onView(view(2, A));
    var otherOrder = new Presence();
    otherOrder.onView(view(2, A));

    merge(stale);
    merge(fresh);
    otherOrder.merge(fresh.servers(), fresh.all());
    otherOrder.merge(stale.servers(), stale.all());

    assertThat(presence.all()).containsExactly(session(SHAO, C, 2, 5));
    assertThat(otherOrder.all()).isEqualTo(presence.all());
    assertThat(otherOrder.servers()).isEqualTo(presence.servers());
  }

  private java.util.List<Notice> merge(Presence other) {
    return presence.merge(other.servers(), other.all());
  }

  private List<Notice> openBy(
      long client, UserName name, MemberId server, long number, long lamport) {
    var device = new Device(client, "shown", "", client, 0);
    return presence.open(session(name, server, number, lamport), device);
  }

  private static Presence.Excess replaced(MemberId server, long number) {
    return new Presence.Excess(new SessionId(server, number), false);
  }

  private static Presence.Excess oneTooMany(MemberId server, long number) {
    return new Presence.Excess(new SessionId(server, number), true);
  }

  private static Session session(UserName name, MemberId server, long number, long lamport) {
    return new Session(name, new SessionId(server, number), lamport);
  }

  private static View view(long epoch, MemberId... ids) {
    var address = new Endpoint("127.0.0.1", 1);
    var members = Arrays.stream(ids).map(id -> new Member(id, address, address)).toList();
    return View.of(new ViewId(epoch, ids[0]), members);
  }
}
