package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatState;
import dev.parley.chat.Watchers;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ReplicaProtocol.CameOnline;
import dev.parley.replica.ReplicaProtocol.Unwatched;
import dev.parley.replica.ReplicaProtocol.WatchRefused;
import dev.parley.replica.ReplicaProtocol.Watched;
import dev.parley.replica.ReplicaProtocol.WentOffline;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More users are online than everybody watches; SHAO is offline for FANG, whoever asks. */
class WatchRequestsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final UserName LEE = UserName.of("lee");
  private static final UserName NOBODY = UserName.of("nobody");

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final SessionTable<String> table =
      new SessionTable<>(
          new Durability(new ChatState(), () -> VersionVector.EMPTY, false, outputs));
  private final WatchRequests<String> requests =
      new WatchRequests<>(table, WatchRequestsTest::isHidden);

  WatchRequestsTest() {
    open("of fang", FANG);
    open("of lee", LEE);
    for (var name : names(Watchers.EVERYBODY_UP_TO + 1)) change(name, true);
    change(UserName.of("Lee"), true);
    change(SHAO, true);
    outputs.take();
  }

  @Test
  void answers_who_of_them_is_online_and_tells_what_changes_from_then_on() {
    requests.onSet("of fang", List.of(UserName.of("LEE"), NOBODY), true);
    assertThat(told("of fang")).containsExactly(new Watched(set("lee"), set("nobody")));
    change(LEE, false);
    change(NOBODY, true);
    assertThat(told("of fang")).containsExactly(new WentOffline(LEE), new CameOnline(NOBODY));
  }

  @Test
  void calls_users_as_their_accounts_do() {
    requests.onSet("of fang", List.of(UserName.of("LEE")), true);
    assertThat(((Watched) told("of fang").get(0)).online())
        .extracting(UserName::spelling)
        .containsExactly("Lee");
  }

  @Test
  void tells_nothing_more_when_that_ends() {
    requests.onSet("of fang", List.of(LEE), true);
    requests.onSet("of fang", List.of(LEE), false);
    assertThat(told("of fang")).last().isEqualTo(new Unwatched(set("lee")));
    change(LEE, false);
    assertThat(told("of fang")).isEmpty();
  }

  @Test
  void somebody_who_is_hidden_stays_offline_for_whoever_watches_them() {
    requests.onSet("of fang", List.of(SHAO), true);
    requests.onSet("of lee", List.of(SHAO), true);
    change(SHAO, false);
    change(SHAO, true);
    assertThat(told("of fang")).containsExactly(new Watched(set(), set("shao")));
    requests.onSet("of lee", List.of(SHAO), true);
    assertThat(told("of lee")).containsExactly(new Watched(set("shao"), set()));
  }

  @Test
  void tells_a_user_of_somebody_who_hides_from_them_only_if_they_watch() {
    table.tellPresence(FANG, SHAO, false);
    assertThat(told("of fang")).isEmpty();
    requests.onSet("of fang", List.of(SHAO), true);
    told("of fang");
    table.tellPresence(FANG, SHAO, false);
    assertThat(told("of fang")).containsExactly(new WentOffline(SHAO));
  }

  @Test
  void refuses_one_user_more_than_a_session_may_watch() {
    requests.onSet("of fang", names(Watchers.MAX_WATCHED), true);
    assertThat(told("of fang")).hasOnlyElementsOfType(Watched.class);
    requests.onSet("of fang", List.of(LEE), true);
    assertThat(told("of fang"))
        .singleElement()
        .isInstanceOfSatisfying(
            WatchRefused.class,
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.RATE_LIMITED);
              assertThat(refused.refusal().text()).contains("256", "unwatch some");
            });
  }

  @Test
  void answers_nobody_who_is_not_there() {
    requests.onSet("of a stranger", List.of(LEE), true);
    assertThat(outputs.take()).isEmpty();
  }

  private static boolean isHidden(UserName about, UserName asker) {
    return about.equals(SHAO) && asker.equals(FANG);
  }

  private void open(String session, UserName name) {
    var request =
        new SessionRequest(name, ClaimPair.ANY, ScramVerifier.ANY, "c", ReadPosition.NOTHING);
    table.open(session, request, name, 0, List.of());
  }

  private void change(UserName name, boolean isOnline) {
    table.onPresence(name, isOnline, WatchRequestsTest::isHidden);
  }

  /** What one session was told since the last call; what others were told is dropped. */
  private List<ReplicaProtocol.Event> told(String session) {
    return outputs.take().stream()
        .map(output -> (ReplicaOutput.Tell<?>) output)
        .filter(tell -> tell.session().equals(session))
        .<ReplicaProtocol.Event>map(ReplicaOutput.Tell::event)
        .toList();
  }

  private static List<UserName> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> UserName.of("u" + i)).toList();
  }

  private static SortedSet<UserName> set(String... names) {
    var set = new TreeSet<UserName>();
    for (var name : Set.of(names)) set.add(UserName.of(name));
    return set;
  }
}
