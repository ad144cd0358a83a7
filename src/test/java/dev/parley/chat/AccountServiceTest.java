package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.AccountService.Answered;
import dev.parley.chat.AccountService.Decision;
import dev.parley.chat.AccountService.Proposed;
import dev.parley.chat.AccountService.TooEarly;
import dev.parley.chat.AccountService.UnderWay;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.AccountLogLeader;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.LeaderMessage.ChangePassword;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Find;
import dev.parley.chat.accounts.LeaderMessage.Found;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderMessage.Register;
import dev.parley.chat.accounts.LeaderMessage.Stored;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.LogLeaders;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountServiceTest {
  private static final UserName FANG = UserName.of("fang");
  private static final ScramVerifier VERIFIER = new ScramVerifier("salt", 1, "k", "v");
  private static final ScramVerifier OTHER = new ScramVerifier("other", 1, "k2", "v2");
  private static final ScramVerifier THIRD = new ScramVerifier("third", 1, "k3", "v3");
  private static final MemberId A = new MemberId("a", 1);
  private static final MemberId B = new MemberId("b", 1);
  private static final View VIEW =
      View.of(new ViewId(1, B), List.of(member(A, 1111), member(B, 2222)));

  private final ChatState state = new ChatState();
  private final AccountService accountService = new AccountService(state);
  private final AccountLogLeader logLeader = LogLeaders.open(VIEW);

  @Test
  void gives_a_free_name_away_by_an_event() {
    var decision = ask(new Register(FANG, VERIFIER));
    assertThat(decision).isInstanceOf(Proposed.class);
    assertThat(decide(decision)).isEqualTo(new Stored(FANG));
    assertThat(state.account(FANG)).map(Account::verifier).contains(VERIFIER);
  }

  @Test
  void refuses_a_name_that_is_taken_or_about_to_be() {
    var first = ask(new Register(FANG, VERIFIER));
    assertThat(code(ask(new Register(UserName.of("FANG"), OTHER)))).isEqualTo(Code.NAME_TAKEN);
    decide(first);
    assertThat(code(ask(new Register(UserName.of("FANG"), OTHER)))).isEqualTo(Code.NAME_TAKEN);
  }

  @Test
  void answers_a_registration_that_is_asked_again_as_the_first_time() {
    var first = ask(new Register(FANG, VERIFIER));
    assertThat(ask(new Register(FANG, VERIFIER))).as("under way").isInstanceOf(UnderWay.class);
    decide(first);
    assertThat(verdict(ask(new Register(FANG, VERIFIER)))).isEqualTo(new Stored(FANG));
  }

  @Test
  void gives_no_name_away_that_is_reserved() {
    for (var name : List.of("System", "0nline", "NickServ", "root"))
      assertThat(code(ask(new Register(UserName.of(name), VERIFIER)))).isEqualTo(Code.NAME_INVALID);
  }

  @Test
  void gives_no_name_away_that_is_taken_for_one_that_is_known_or_under_way() {
    var first = ask(new Register(UserName.of("Ivan0"), VERIFIER));
    for (var name : List.of("lvan0", "1van0", "IvanO", "Ivan0."))
      assertThat(code(ask(new Register(UserName.of(name), OTHER)))).isEqualTo(Code.NAME_TAKEN);
    decide(first);
    for (var name : List.of("lvan0", "1van0", "IvanO", "Ivan0."))
      assertThat(code(ask(new Register(UserName.of(name), OTHER)))).isEqualTo(Code.NAME_TAKEN);
  }

  @Test
  void leaves_names_alone_that_were_given_away_before() {
    for (var name : List.of("root", "lvano", "Ivan0"))
      state.apply(
          new AccountChange.AccountRegistered(
              Account.register(UserName.of(name), VERIFIER, state.nextLamport())));
    assertThat(state.accounts()).isEqualTo(3);
    assertThat(verdict(ask(new Register(UserName.of("root"), VERIFIER))))
        .isEqualTo(new Stored(UserName.of("root")));
    assertThat(verdict(ask(new Find(UserName.of("Ivan0"))))).isInstanceOf(Found.class);
    assertThat(ask(new ChangePassword(UserName.of("root"), VERIFIER, OTHER)))
        .isInstanceOf(Proposed.class);
  }

  @Test
  void says_that_the_name_is_taken_when_an_earlier_claim_overtook_the_registration() {
    var decision = ask(new Register(FANG, VERIFIER));
    state.apply(new AccountChange.AccountRegistered(Account.register(FANG, OTHER, 0)));
    assertThat(code(decide(decision))).isEqualTo(Code.NAME_TAKEN);
  }

  @Test
  void refuses_one_account_more_than_the_cluster_holds_counting_those_under_way() {
    var small = new AccountService(state, new MemoryRoom(state, MemoryRoom.UNLIMITED), 2);
    decide(ask(new Register(UserName.of("one"), VERIFIER)));
    assertThat(small.onQuestion(new Register(UserName.of("two"), VERIFIER), VIEW, logLeader, 0))
        .isInstanceOf(Proposed.class);
    var third = small.onQuestion(new Register(UserName.of("three"), VERIFIER), VIEW, logLeader, 0);
    assertThat(code(third)).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void asks_to_be_asked_again_before_the_voters_are_together() {
    var closed = new AccountLogLeader(VIEW, B, Optional.empty(), AccountLogSettings.DEFAULT, 0);
    assertThat(accountService.onQuestion(new Register(FANG, VERIFIER), VIEW, closed, 0))
        .isInstanceOf(TooEarly.class);
    assertThat(ask(new Register(FANG, OTHER)))
        .as("nothing is reserved")
        .isInstanceOf(Proposed.class);
  }

  @Test
  void refuses_what_the_voters_cannot_decide_but_knows_what_they_decided() {
    decide(ask(new Register(FANG, VERIFIER)));
    var alone = View.of(new ViewId(2, B), List.of(member(B, 2222)));
    var three =
        new AccountLog(
            AccountLogEntry.Founding.first(1, A),
            new AccountLogEntry.Position(1, 1),
            List.of("a", "b", "c"),
            List.of(),
            List.of(),
            List.of());
    var minority =
        new AccountLogLeader(alone, B, Optional.of(three), AccountLogSettings.DEFAULT, 0);
    var lin = new Register(UserName.of("lin"), VERIFIER);
    assertThat(code(accountService.onQuestion(lin, alone, minority, 0))).isEqualTo(Code.NO_QUORUM);
    assertThat(code(accountService.onQuestion(new Register(FANG, OTHER), alone, minority, 0)))
        .isEqualTo(Code.NAME_TAKEN);
    assertThat(verdict(accountService.onQuestion(new Find(FANG), alone, minority, 0)))
        .isInstanceOf(Found.class);
  }

  @Test
  void forgets_with_the_view_what_was_never_decided() {
    ask(new Register(FANG, VERIFIER));
    accountService.onView();
    assertThat(ask(new Register(FANG, OTHER))).isInstanceOf(Proposed.class);
  }

  @Test
  void finds_an_account_with_its_spelling_and_assigns_a_server() {
    decide(ask(new Register(UserName.of("Fang"), VERIFIER)));
    var found = (Found) verdict(ask(new Find(FANG)));
    assertThat(found.name().spelling()).isEqualTo("Fang");
    assertThat(found.verifier()).isEqualTo(VERIFIER);
    assertThat(found.assignedServer()).isEqualTo(Endpoint.parse("127.0.0.1:1111"));
  }

  @Test
  void finds_nobody_under_a_name_that_was_not_registered() {
    assertThat(code(ask(new Find(FANG)))).isEqualTo(Code.NO_SUCH_USER);
  }

  @Test
  void assigns_the_server_with_the_fewest_sessions() {
    state.apply(new SessionOpened(FANG, new SessionId(A, 1), 1));
    assertThat(accountService.assignServer(VIEW, 0)).isEqualTo(Endpoint.parse("127.0.0.1:2222"));
  }

  @Test
  void spreads_clients_whose_sessions_have_not_appeared_yet() {
    assertThat(accountService.assignServer(VIEW, 0)).isEqualTo(Endpoint.parse("127.0.0.1:1111"));
    assertThat(accountService.assignServer(VIEW, 0)).isEqualTo(Endpoint.parse("127.0.0.1:2222"));
    assertThat(accountService.assignServer(VIEW, 0)).isEqualTo(Endpoint.parse("127.0.0.1:1111"));
  }

  @Test
  void forgets_an_assignment_that_came_to_nothing_after_a_while() {
    accountService.assignServer(VIEW, 0);
    assertThat(accountService.assignServer(VIEW, AccountService.ASSIGNMENT_MS))
        .isEqualTo(Endpoint.parse("127.0.0.1:2222"));
    var later = 2 * AccountService.ASSIGNMENT_MS + 1;
    assertThat(accountService.assignServer(VIEW, later))
        .isEqualTo(Endpoint.parse("127.0.0.1:1111"));
  }

  @Test
  void remembers_a_bounded_number_of_assignments() {
    for (int i = 0; i < AccountService.MAX_ASSIGNMENTS + 2; i++)
      accountService.assignServer(VIEW, 0);
    assertThat(accountService.assignments()).isEqualTo(AccountService.MAX_ASSIGNMENTS);
  }

  @Test
  void changes_a_password_for_who_knows_the_old_one() {
    decide(ask(new Register(FANG, VERIFIER)));
    assertThat(code(ask(new ChangePassword(FANG, OTHER, THIRD)))).isEqualTo(Code.BAD_CREDENTIALS);
    assertThat(code(ask(new ChangePassword(UserName.of("lin"), VERIFIER, OTHER))))
        .isEqualTo(Code.BAD_CREDENTIALS);
    assertThat(decide(ask(new ChangePassword(FANG, VERIFIER, OTHER)))).isEqualTo(new Stored(FANG));
    assertThat(state.account(FANG)).map(Account::verifier).contains(OTHER);
  }

  @Test
  void answers_a_change_that_is_asked_again_as_the_first_time() {
    decide(ask(new Register(FANG, VERIFIER)));
    var first = ask(new ChangePassword(FANG, VERIFIER, OTHER));
    assertThat(ask(new ChangePassword(FANG, VERIFIER, OTHER))).isInstanceOf(UnderWay.class);
    decide(first);
    assertThat(verdict(ask(new ChangePassword(FANG, VERIFIER, OTHER)))).isEqualTo(new Stored(FANG));
  }

  @Test
  void lets_one_of_two_changes_at_once_pass() {
    decide(ask(new Register(FANG, VERIFIER)));
    var first = ask(new ChangePassword(FANG, VERIFIER, OTHER));
    assertThat(code(ask(new ChangePassword(FANG, VERIFIER, THIRD))))
        .isEqualTo(Code.BAD_CREDENTIALS);
    assertThat(decide(first)).isEqualTo(new Stored(FANG));
    assertThat(state.account(FANG)).map(Account::verifier).contains(OTHER);
  }

  private Decision ask(Question question) {
    return accountService.onQuestion(question, VIEW, logLeader, 0);
  }

  private Verdict decide(Decision decision) {
    var change = ((Proposed) decision).change();
    state.apply(change);
    return accountService.onDecided(change);
  }

  private static Verdict verdict(Decision decision) {
    return ((Answered) decision).verdict();
  }

  private static Code code(Decision decision) {
    return code(verdict(decision));
  }

  private static Code code(Verdict verdict) {
    return ((Denied) verdict).refusal().code();
  }

  private static Member member(MemberId id, int port) {
    return new Member(id, new Endpoint("127.0.0.1", port + 1), new Endpoint("127.0.0.1", port));
  }
}
