package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.AccountService.Answered;
import dev.parley.chat.AccountService.Decision;
import dev.parley.chat.AccountService.Proposed;
import dev.parley.chat.AccountService.TooEarly;
import dev.parley.chat.AccountService.UnderWay;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountChange.InvitedRegistered;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.AccountLogEntry.Opening;
import dev.parley.chat.accounts.AccountLogEntry.RestrictedOpening;
import dev.parley.chat.accounts.AccountLogLeader;
import dev.parley.chat.accounts.AccountLogLeader.Append;
import dev.parley.chat.accounts.AccountLogLeader.Commit;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.InvitationCode;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Done;
import dev.parley.chat.accounts.LeaderMessage.EndInvitation;
import dev.parley.chat.accounts.LeaderMessage.Invited;
import dev.parley.chat.accounts.LeaderMessage.MakeInvitations;
import dev.parley.chat.accounts.LeaderMessage.MayRegister;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderMessage.Register;
import dev.parley.chat.accounts.LeaderMessage.RegisterInvited;
import dev.parley.chat.accounts.LeaderMessage.SetRegistration;
import dev.parley.chat.accounts.LeaderMessage.Stored;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.Registration;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.accounts.SurvivorProof;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A leader of a cluster that was founded with {@link Registration#INVITE}. */
class RegistrationServiceTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final String CODE = InvitationCode.hash("code");
  private static final long WEEK_MS = 7L * 24 * 3_600_000;
  private static final MemberId A = new MemberId("a", 1);
  private static final View VIEW =
      View.of(
          new ViewId(1, A),
          List.of(
              new Member(A, new Endpoint("127.0.0.1", 7_001), new Endpoint("127.0.0.1", 1_111))));

  private final ChatState state = new ChatState();
  private final AccountService service =
      new AccountService(
          state, new MemoryRoom(state, MemoryRoom.UNLIMITED), Registration.INVITE, 200);
  private final AccountLogLeader logLeader =
      new AccountLogLeader(
          VIEW,
          A,
          Optional.empty(),
          AccountLogSettings.of(SurvivorProof.OFF, Registration.INVITE),
          0);
  private long seq;

  RegistrationServiceTest() {
    state.onView(VIEW);
    service.onTime(1_000);
  }

  private void found() {
    perform(((Append) logLeader.onWanted().get(0)).entry());
  }

  private void perform(AccountLogEntry entry) {
    state.apply(new ChatEvent.RegistryAppended(entry), A);
    logLeader.onAppended(entry, state.registry().orElseThrow(), ++seq);
    var commit = (Commit) logLeader.onDecided(seq).get(0);
    state.apply(new ChatEvent.RegistryCommitted(commit.upTo()), A);
    logLeader.onCommitted(state.registry().orElseThrow());
  }

  @Test
  void refuses_before_anything_is_founded_whoever_has_no_invitation() {
    assertThat(code(ask(register(FANG)))).isEqualTo(Code.INVITE_NEEDED);
    assertThat(code(ask(invited(FANG)))).isEqualTo(Code.INVITE_WRONG);
    assertThat(code(ask(new MayRegister(MayRegister.NONE)))).isEqualTo(Code.INVITE_NEEDED);
    assertThat(ask(new MakeInvitations(List.of(CODE), WEEK_MS)))
        .as("the operator founds it")
        .isInstanceOf(TooEarly.class);
  }

  @Test
  void founds_a_log_that_says_who_may_register() {
    var entry = ((Append) logLeader.onWanted().get(0)).entry();
    assertThat(entry.content()).isInstanceOf(RestrictedOpening.class);
    perform(entry);
    assertThat(state.registry().orElseThrow().rules())
        .isEqualTo(RegistrationRules.of(Registration.INVITE));
    var open =
        new AccountLogLeader(VIEW, A, Optional.empty(), AccountLogSettings.DEFAULT, 0).onWanted();
    assertThat(((Append) open.get(0)).entry().content())
        .as("as by earlier versions")
        .isInstanceOf(Opening.class);
  }

  @Test
  void gives_a_name_to_who_has_an_invitation_once() {
    found();
    make(CODE);
    assertThat(verdict(ask(new MayRegister(CODE)))).isEqualTo(new Done());
    var decision = ask(invited(FANG));
    assertThat(change(decision)).isInstanceOf(InvitedRegistered.class);
    assertThat(code(ask(invited(SHAO)))).as("at once").isEqualTo(Code.INVITE_WRONG);
    assertThat(code(ask(new MayRegister(CODE)))).isEqualTo(Code.INVITE_WRONG);
    assertThat(ask(invited(FANG))).as("again").isInstanceOf(UnderWay.class);
    assertThat(decide(decision)).isEqualTo(new Stored(FANG));
    service.onView();
    assertThat(code(ask(invited(SHAO)))).as("later").isEqualTo(Code.INVITE_WRONG);
    assertThat(verdict(ask(invited(FANG)))).as("told again").isEqualTo(new Stored(FANG));
    assertThat(state.account(SHAO)).isEmpty();
  }

  @Test
  void takes_no_invitation_from_the_moment_at_which_it_expires() {
    found();
    make(CODE);
    service.onTime(1_000 + WEEK_MS - 1);
    assertThat(verdict(ask(new MayRegister(CODE)))).isEqualTo(new Done());
    service.onTime(1_000 + WEEK_MS);
    assertThat(code(ask(new MayRegister(CODE)))).isEqualTo(Code.INVITE_WRONG);
    assertThat(code(ask(invited(FANG)))).isEqualTo(Code.INVITE_WRONG);
  }

  @Test
  void answers_a_request_for_invitations_that_comes_again_as_the_first_time() {
    found();
    var question = new MakeInvitations(List.of(CODE), WEEK_MS);
    var first = ask(question);
    assertThat(ask(question)).isInstanceOf(UnderWay.class);
    var made = decide(first);
    assertThat(((Invited) made).invitations().get(0).expiresMs()).isEqualTo(1_000 + WEEK_MS);
    assertThat(verdict(ask(question))).isEqualTo(made);
  }

  @Test
  void makes_no_more_invitations_than_the_log_holds_until_some_expire() {
    found();
    for (int i = 0; i < RegistrationRules.MAX_INVITATIONS; i += 32) make(hashes(i, 32));
    assertThat(code(ask(new MakeInvitations(List.of(CODE), WEEK_MS)))).isEqualTo(Code.RATE_LIMITED);
    service.onTime(1_000 + WEEK_MS);
    make(CODE);
    assertThat(state.registry().orElseThrow().rules().invitations()).hasSize(1);
  }

  @Test
  void ends_an_invitation() {
    found();
    make(CODE);
    var id = CODE.substring(0, 10);
    var decision = ask(new EndInvitation(id));
    assertThat(code(ask(invited(FANG)))).as("at once").isEqualTo(Code.INVITE_WRONG);
    assertThat(decide(decision)).isEqualTo(new Done());
    assertThat(code(ask(invited(FANG)))).isEqualTo(Code.INVITE_WRONG);
    assertThat(verdict(ask(new EndInvitation(id)))).as("again").isEqualTo(new Done());
  }

  @Test
  void lets_everybody_or_nobody_register_as_the_operator_says() {
    found();
    make(CODE);
    assertThat(decide(ask(new SetRegistration(Registration.CLOSED)))).isEqualTo(new Done());
    assertThat(code(ask(invited(FANG)))).isEqualTo(Code.REGISTRATION_CLOSED);
    assertThat(code(ask(new MayRegister(CODE)))).isEqualTo(Code.REGISTRATION_CLOSED);

    var opening = ask(new SetRegistration(Registration.OPEN));
    assertThat(ask(new SetRegistration(Registration.OPEN))).isInstanceOf(UnderWay.class);
    assertThat(code(ask(new SetRegistration(Registration.INVITE)))).isEqualTo(Code.RATE_LIMITED);
    decide(opening);
    var decision = ask(invited(FANG));
    assertThat(change(decision)).as("no code is used up").isInstanceOf(AccountRegistered.class);
    assertThat(decide(decision)).isEqualTo(new Stored(FANG));
    assertThat(verdict(ask(new MayRegister(MayRegister.NONE)))).isEqualTo(new Done());
    assertThat(verdict(ask(new SetRegistration(Registration.OPEN)))).isEqualTo(new Done());
  }

  @Test
  void refuses_no_invitation_that_may_be_decided_in_a_view_that_is_about_to_open() {
    found();
    var next =
        new AccountLogLeader(
            View.of(new ViewId(2, A), VIEW.members()),
            A,
            state.registry(),
            AccountLogSettings.DEFAULT,
            0);
    next.begin(0);
    assertThat(service.onQuestion(invited(FANG), VIEW, next, 0)).isInstanceOf(TooEarly.class);
    assertThat(service.onQuestion(new MayRegister(CODE), VIEW, next, 0))
        .isInstanceOf(TooEarly.class);
  }

  private static String[] hashes(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> InvitationCode.hash("some " + i))
        .toArray(String[]::new);
  }

  private void make(String... hashes) {
    assertThat(decide(ask(new MakeInvitations(List.of(hashes), WEEK_MS))))
        .isInstanceOf(Invited.class);
  }

  private static Question register(UserName name) {
    return new Register(name, verifier(name));
  }

  private static Question invited(UserName name) {
    return new RegisterInvited(name, verifier(name), CODE);
  }

  private static ScramVerifier verifier(UserName name) {
    return new ScramVerifier("salt of " + name, 1, "k", "v");
  }

  private Decision ask(Question question) {
    return service.onQuestion(question, VIEW, logLeader, 0);
  }

  private Verdict decide(Decision decision) {
    perform(((Append) logLeader.decide(change(decision))).entry());
    return service.onDecided(change(decision));
  }

  private static AccountChange change(Decision decision) {
    return ((Proposed) decision).change();
  }

  private static Verdict verdict(Decision decision) {
    return ((Answered) decision).verdict();
  }

  private static Code code(Decision decision) {
    return ((Denied) verdict(decision)).refusal().code();
  }
}
