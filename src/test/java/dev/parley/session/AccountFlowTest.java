package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.accounts.InvitationCode;
import dev.parley.chat.accounts.LeaderMessage.ChangePassword;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Done;
import dev.parley.chat.accounts.LeaderMessage.Find;
import dev.parley.chat.accounts.LeaderMessage.Found;
import dev.parley.chat.accounts.LeaderMessage.MayRegister;
import dev.parley.chat.accounts.LeaderMessage.Register;
import dev.parley.chat.accounts.LeaderMessage.RegisterInvited;
import dev.parley.chat.accounts.LeaderMessage.Stored;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.chat.accounts.ScramClient;
import dev.parley.chat.accounts.ScramFirst;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.accounts.VerifierRules;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.replica.LoginProof;
import dev.parley.security.KeyFile;
import dev.parley.security.TicketSeal;
import dev.parley.session.AccountFlow.Admit;
import dev.parley.session.AccountFlow.Ask;
import dev.parley.session.AccountFlow.Check;
import dev.parley.session.AccountFlow.Derive;
import dev.parley.session.AccountFlow.Reply;
import dev.parley.session.AccountFlow.TooManyTries;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientCommand.ByPassword;
import dev.parley.session.dialect.ClientCommand.ByScram;
import dev.parley.session.dialect.ClientCommand.ByTicket;
import dev.parley.session.dialect.ClientCommand.ByVerifier;
import dev.parley.session.dialect.ClientCommand.Login;
import dev.parley.session.dialect.ClientCommand.Proof;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AccountFlowTest {
  private static final Optional<String> ID = Optional.of("1");
  private static final Optional<UserName> NOBODY = Optional.empty();
  private static final UserName FANG = UserName.of("fang");
  private static final long CLAIM = 17;
  private static final Secret PASSWORD = new Secret("correct horse");
  private static final ScramVerifier VERIFIER =
      new ScramVerifier("c2FsdA==", 1, "c3RvcmVk", "c2VydmVy");
  private static final ScramVerifier NEW_VERIFIER =
      new ScramVerifier("c2FsdA==", 1, "bmV3", "bmV3");
  private static final Found FOUND = new Found(FANG, VERIFIER, Endpoint.parse("h:2"), CLAIM);
  private static final Denied UNKNOWN =
      new Denied(Refusal.of(Code.NO_SUCH_USER, "There is nobody of that name."));
  private static final long NOW = 1_000;
  private static final long THIRTY_DAYS_MS = Duration.ofDays(30).toMillis();
  private static final TicketSeal SEAL =
      TicketSeal.of(KeyFile.draw("team", new SplittableRandom(1), Instant.EPOCH));

  private static final VerifierRules RULES = new VerifierRules(4_096, new byte[] {17});

  private final Tickets tickets = new Tickets(verifier -> SEAL, Duration.ofDays(30));
  private final AccountFlow accountFlow =
      new AccountFlow(Endpoint.parse("h:1"), tickets, RULES, new Random(17));

  @Test
  void registers_with_a_password_that_was_hashed_elsewhere() {
    assertThat(accountFlow.onCommand(new ClientCommand.Register(ID, FANG, PASSWORD), NOBODY))
        .containsExactly(new Derive(PASSWORD));
    assertThat(accountFlow.onDerived(VERIFIER))
        .containsExactly(new Ask(new Register(FANG, VERIFIER)));
    assertThat(accountFlow.onVerdict(new Stored(FANG), NOW))
        .containsExactly(reply(new ClientReply.Registered(ID, FANG)));
  }

  @Test
  void tells_the_leader_the_hash_of_an_invitation_and_not_its_code() {
    var code = Optional.of(new Secret("zw01-28hk"));
    var hash = InvitationCode.hash("ZW0128HK");
    assertThat(accountFlow.onCommand(new ClientCommand.MayRegister(ID, code), NOBODY))
        .containsExactly(new Ask(new MayRegister(hash)));
    assertThat(accountFlow.onVerdict(new Done(), NOW))
        .containsExactly(reply(new ClientReply.RegistrationAllowed(ID)));
    accountFlow.onCommand(
        new ClientCommand.Register(ID, FANG, new ByPassword(PASSWORD), code), NOBODY);
    assertThat(accountFlow.onDerived(VERIFIER))
        .containsExactly(new Ask(new RegisterInvited(FANG, VERIFIER, hash)));
  }

  @Test
  void hashes_no_password_that_is_too_short() {
    assertThat(
            codes(
                accountFlow.onCommand(
                    new ClientCommand.Register(ID, FANG, new Secret("1234567")), NOBODY)))
        .containsExactly(Code.PASSWORD_INVALID);
  }

  @Test
  void passes_on_why_a_name_was_not_stored() {
    var taken = Refusal.of(Code.NAME_TAKEN, "Taken.");
    accountFlow.onCommand(new ClientCommand.Register(ID, FANG, PASSWORD), NOBODY);
    accountFlow.onDerived(VERIFIER);

    assertThat(accountFlow.onVerdict(new Denied(taken), NOW))
        .containsExactly(reply(new ClientReply.Refused(ID, taken)));
  }

  @Test
  void admits_who_has_the_password() {
    var login = login(new ByPassword(PASSWORD), false);

    assertThat(accountFlow.onCommand(login, NOBODY)).containsExactly(new Ask(new Find(FANG)));
    assertThat(accountFlow.onVerdict(FOUND, NOW))
        .containsExactly(new Check(PASSWORD, Optional.of(VERIFIER)));
    assertThat(accountFlow.onChecked(true, NOW))
        .containsExactly(
            new Admit(
                login, FANG, CLAIM, VERIFIER.number(), LoginProof.byPassword(Optional.empty())));
    assertThat(accountFlow.onOpened(0, NOW)).isEqualTo(ticket(VERIFIER, NOW));
  }

  @Test
  void admits_who_has_a_ticket_without_a_check() {
    var login = login(new ByTicket(new Secret(ticket(VERIFIER, NOW))), false);

    accountFlow.onCommand(login, NOBODY);
    assertThat(accountFlow.onVerdict(FOUND, NOW + 1))
        .containsExactly(
            new Admit(login, FANG, CLAIM, VERIFIER.number(), new LoginProof(ClientNumber.NONE, 0)));
    assertThat(accountFlow.onOpened(0, NOW + 1)).isEqualTo(ticket(VERIFIER, NOW + 1));
  }

  @Test
  void refuses_a_ticket_that_is_none() {
    accountFlow.onCommand(login(new ByTicket(new Secret("x")), false), NOBODY);
    assertThat(codes(accountFlow.onVerdict(FOUND, NOW))).containsExactly(Code.BAD_CREDENTIALS);

    accountFlow.onCommand(login(new ByTicket(new Secret("x")), false), NOBODY);
    assertThat(codes(accountFlow.onVerdict(UNKNOWN, NOW))).containsExactly(Code.BAD_CREDENTIALS);
  }

  @Test
  void redirects_only_who_asked_for_it_and_belongs_elsewhere() {
    accountFlow.onCommand(login(new ByPassword(PASSWORD), true), NOBODY);
    accountFlow.onVerdict(FOUND, NOW);
    assertThat(accountFlow.onChecked(true, NOW))
        .containsExactly(reply(new ClientReply.Redirected(ID, Endpoint.parse("h:2"))));

    accountFlow.onCommand(login(new ByPassword(PASSWORD), true), NOBODY);
    accountFlow.onVerdict(new Found(FANG, VERIFIER, Endpoint.parse("h:1"), CLAIM), NOW);
    assertThat(accountFlow.onChecked(true, NOW).get(0)).isInstanceOf(Admit.class);
  }

  @Test
  void tells_a_wrong_password_and_an_unknown_name_the_same_after_the_same_work() {
    accountFlow.onCommand(login(new ByPassword(PASSWORD), true), NOBODY);
    assertThat(accountFlow.onVerdict(FOUND, NOW)).hasSize(1).allMatch(Check.class::isInstance);
    var wrongPassword = accountFlow.onChecked(false, NOW);

    accountFlow.onCommand(login(new ByPassword(PASSWORD), true), NOBODY);
    assertThat(accountFlow.onVerdict(UNKNOWN, NOW))
        .containsExactly(new Check(PASSWORD, Optional.empty()));
    assertThat(accountFlow.onChecked(false, NOW)).isEqualTo(wrongPassword);
    assertThat(codes(wrongPassword)).containsExactly(Code.BAD_CREDENTIALS);
  }

  @Test
  void lets_nobody_in_whose_account_is_disabled_by_password_or_ticket() {
    var disabled = new Found(FANG, ScramVerifier.NONE, Endpoint.parse("h:1"), CLAIM);
    var proofs = List.of(new ByPassword(PASSWORD), new ByTicket(new Secret("any")));
    for (var proof : proofs) {
      accountFlow.onCommand(login(proof, false), NOBODY);
      var outputs = accountFlow.onVerdict(disabled, NOW);
      assertThat(codes(outputs)).containsExactly(Code.BAD_CREDENTIALS);
      assertThat(outputs.toString()).contains("disabled");
    }
  }

  @Test
  void gives_up_at_the_fifth_wrong_try() {
    for (int i = 1; i <= AccountFlow.MAX_WRONG_TRIES; i++) {
      accountFlow.onCommand(login(new ByPassword(PASSWORD), false), NOBODY);
      accountFlow.onVerdict(FOUND, NOW);
      var outputs = accountFlow.onChecked(false, NOW);
      assertThat(outputs.contains(TooManyTries.INSTANCE)).as("try %d", i).isEqualTo(i == 5);
    }
  }

  @Test
  void lets_nobody_log_in_twice() {
    assertThat(
            codes(accountFlow.onCommand(login(new ByPassword(PASSWORD), false), Optional.of(FANG))))
        .containsExactly(Code.ALREADY_LOGGED_IN);
  }

  @Test
  void tells_that_a_leader_is_awaited_and_goes_on_waiting() {
    accountFlow.onCommand(new ClientCommand.FindUser(ID, FANG), NOBODY);

    assertThat(accountFlow.onLeaderAwaited())
        .containsExactly(reply(new ClientReply.LeaderAwaited(ID)));
    assertThat(accountFlow.onVerdict(FOUND, NOW))
        .containsExactly(reply(new ClientReply.UserFound(ID, FANG)));
  }

  @Test
  void changes_a_password_after_a_check_of_the_old_one() {
    var newPassword = new Secret("battery staple");

    assertThat(
            accountFlow.onCommand(
                new ClientCommand.ChangePassword(ID, PASSWORD, newPassword), Optional.of(FANG)))
        .containsExactly(new Ask(new Find(FANG)));
    assertThat(accountFlow.onVerdict(FOUND, NOW))
        .containsExactly(new Check(PASSWORD, Optional.of(VERIFIER)));
    assertThat(accountFlow.onChecked(true, NOW)).containsExactly(new Derive(newPassword));
    assertThat(accountFlow.onDerived(NEW_VERIFIER))
        .containsExactly(new Ask(new ChangePassword(FANG, VERIFIER, NEW_VERIFIER)));
    assertThat(accountFlow.onVerdict(new Stored(FANG), NOW))
        .containsExactly(reply(new ClientReply.PasswordChanged(ID, ticket(NEW_VERIFIER, NOW))));
  }

  @Test
  void changes_no_password_for_who_does_not_know_the_old_one_or_is_nobody() {
    accountFlow.onCommand(
        new ClientCommand.ChangePassword(ID, PASSWORD, PASSWORD), Optional.of(FANG));
    accountFlow.onVerdict(FOUND, NOW);
    assertThat(codes(accountFlow.onChecked(false, NOW))).containsExactly(Code.BAD_CREDENTIALS);

    assertThat(
            codes(
                accountFlow.onCommand(
                    new ClientCommand.ChangePassword(ID, PASSWORD, PASSWORD), NOBODY)))
        .containsExactly(Code.NOT_LOGGED_IN);
  }

  @Test
  void renews_a_ticket_for_who_is_logged_in() {
    logIn();
    var renew = new ClientCommand.Renew(ID);

    assertThat(accountFlow.onCommand(renew, Optional.of(FANG)))
        .containsExactly(new Ask(new Find(FANG)));
    assertThat(accountFlow.onVerdict(FOUND, NOW))
        .containsExactly(reply(new ClientReply.Renewed(ID, ticket(VERIFIER, NOW))));
  }

  @Test
  void gives_nothing_to_who_was_admitted_by_an_earlier_password() {
    logIn();
    var now = new Found(FANG, NEW_VERIFIER, Endpoint.parse("h:2"), CLAIM);
    var commands =
        List.of(
            new ClientCommand.Renew(ID), new ClientCommand.ChangePassword(ID, PASSWORD, PASSWORD));
    for (var command : commands) {
      accountFlow.onCommand(command, Optional.of(FANG));
      assertThat(codes(accountFlow.onVerdict(now, NOW))).containsExactly(Code.BAD_CREDENTIALS);
    }
  }

  @Test
  void goes_on_with_the_password_that_its_user_has_chosen() {
    logIn();
    accountFlow.onCommand(
        new ClientCommand.ChangePassword(ID, PASSWORD, PASSWORD), Optional.of(FANG));
    accountFlow.onVerdict(FOUND, NOW);
    accountFlow.onChecked(true, NOW);
    accountFlow.onDerived(NEW_VERIFIER);
    accountFlow.onVerdict(new Stored(FANG), NOW);

    accountFlow.onCommand(new ClientCommand.Renew(ID), Optional.of(FANG));
    assertThat(
            accountFlow.onVerdict(new Found(FANG, NEW_VERIFIER, Endpoint.parse("h:2"), CLAIM), NOW))
        .containsExactly(reply(new ClientReply.Renewed(ID, ticket(NEW_VERIFIER, NOW))));
  }

  private String ticket(ScramVerifier verifier, long issuedMs) {
    return ticket(CLAIM, verifier, issuedMs);
  }

  /** Of a login by password at {@link #NOW}. */
  private String ticket(long claim, ScramVerifier verifier, long issuedMs) {
    return tickets.issue(
        FANG,
        verifier,
        new Tickets.Content(
            claim, verifier.number(), ClientNumber.NONE, 0, issuedMs, NOW + THIRTY_DAYS_MS));
  }

  @Test
  void refuses_a_ticket_of_an_earlier_password_or_of_another_account_that_had_the_name() {
    for (var ticket : List.of(ticket(NEW_VERIFIER, NOW), ticket(CLAIM + 1, VERIFIER, NOW))) {
      accountFlow.onCommand(login(new ByTicket(new Secret(ticket)), false), NOBODY);
      assertThat(codes(accountFlow.onVerdict(FOUND, NOW))).containsExactly(Code.BAD_CREDENTIALS);
    }
  }

  @Test
  void renews_no_ticket_for_longer_than_the_password_is_good_for() {
    var day = Tickets.VALID_MS;
    var ticket = ticket(VERIFIER, NOW);
    for (long now = NOW + day - 1; now < NOW + THIRTY_DAYS_MS; now += day - 1) {
      accountFlow.onCommand(login(new ByTicket(new Secret(ticket)), false), NOBODY);
      assertThat(accountFlow.onVerdict(FOUND, now).get(0)).isInstanceOf(Admit.class);
      ticket = accountFlow.onOpened(0, now);
    }
    var renew = new ClientCommand.Renew(ID);
    accountFlow.onCommand(renew, Optional.of(FANG));
    assertThat(accountFlow.onVerdict(FOUND, NOW + THIRTY_DAYS_MS - 1).toString())
        .contains("Renewed");
    accountFlow.onCommand(renew, Optional.of(FANG));
    assertThat(codes(accountFlow.onVerdict(FOUND, NOW + THIRTY_DAYS_MS)))
        .containsExactly(Code.BAD_CREDENTIALS);

    long late = NOW + THIRTY_DAYS_MS + Tickets.SKEW_MS;
    accountFlow.onCommand(login(new ByTicket(new Secret(ticket)), false), NOBODY);
    assertThat(codes(accountFlow.onVerdict(FOUND, late))).containsExactly(Code.BAD_CREDENTIALS);
  }

  private void logIn() {
    accountFlow.onCommand(login(new ByPassword(PASSWORD), false), NOBODY);
    accountFlow.onVerdict(FOUND, NOW);
    accountFlow.onChecked(true, NOW);
  }

  @Test
  void renews_no_ticket_of_nobody_of_a_disabled_account_or_of_one_that_is_gone() {
    var renew = new ClientCommand.Renew(ID);
    assertThat(codes(accountFlow.onCommand(renew, NOBODY))).containsExactly(Code.NOT_LOGGED_IN);

    accountFlow.onCommand(renew, Optional.of(FANG));
    var disabled = new Found(FANG, ScramVerifier.NONE, Endpoint.parse("h:1"), CLAIM);
    assertThat(codes(accountFlow.onVerdict(disabled, NOW))).containsExactly(Code.BAD_CREDENTIALS);

    accountFlow.onCommand(renew, Optional.of(FANG));
    assertThat(codes(accountFlow.onVerdict(UNKNOWN, NOW))).containsExactly(Code.NO_SUCH_USER);
  }

  @Test
  void counts_no_refused_renewal_as_a_wrong_try() {
    for (int i = 0; i <= AccountFlow.MAX_WRONG_TRIES; i++) {
      accountFlow.onCommand(new ClientCommand.Renew(ID), Optional.of(FANG));
      assertThat(
              accountFlow.onVerdict(
                  new Found(FANG, ScramVerifier.NONE, Endpoint.parse("h:1"), CLAIM), NOW))
          .doesNotContain(TooManyTries.INSTANCE);
    }
  }

  @Test
  void takes_one_command_at_a_time() {
    accountFlow.onCommand(new ClientCommand.FindUser(ID, FANG), NOBODY);

    assertThatThrownBy(() -> accountFlow.onCommand(new ClientCommand.FindUser(ID, FANG), NOBODY))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refuses_a_password_that_nobody_can_have_before_it_asks_who_that_is() {
    var tooLong = new Secret("x".repeat(TextRules.MAX_PASSWORD_LENGTH + 1));

    assertThat(codes(accountFlow.onCommand(login(new ByPassword(tooLong), false), NOBODY)))
        .containsExactly(Code.BAD_CREDENTIALS);
    var change = new ClientCommand.ChangePassword(ID, tooLong, PASSWORD);
    assertThat(codes(accountFlow.onCommand(change, Optional.of(FANG))))
        .containsExactly(Code.BAD_CREDENTIALS);
  }

  // Logins by SCRAM.

  private static final SaltedPassword SALTED =
      SaltedPassword.of(PASSWORD.text(), "MDEyMzQ1Njc4OWFiY2RlZg==", 4_096).orElseThrow();
  private static final Found SCRAM_FOUND =
      new Found(FANG, SALTED.verifier(), Endpoint.parse("h:2"), CLAIM);

  private static final SaltedPassword NEXT =
      SaltedPassword.of("battery staple", "MDEyMzQ1Njc4OWFiY2RlZg==", 4_096).orElseThrow();

  private final ScramClient scram = new ScramClient("fang", "abc");

  private Login byScram(boolean redirect) {
    return login(new ByScram(ScramFirst.parse(scram.first()).orElseThrow()), redirect);
  }

  /** The challenge of a login that asks for one. */
  private String challenge(Verdict verdict, boolean redirect) {
    assertThat(accountFlow.onCommand(byScram(redirect), NOBODY))
        .containsExactly(new Ask(new Find(FANG)));
    var outputs = accountFlow.onVerdict(verdict, NOW);
    assertThat(outputs.get(0)).isEqualTo(new AccountFlow.Wait(AccountFlow.PROOF_PATIENCE));
    return ((ClientReply.Challenged) ((Reply) outputs.get(1)).reply()).scram();
  }

  private List<AccountFlow.Output> proves(String text) {
    return proves(text, NOBODY);
  }

  private List<AccountFlow.Output> proves(String text, Optional<UserName> user) {
    var proof = new ClientCommand.Prove(Optional.of("2"), new Secret(text));
    return accountFlow.onProof(proof, user, NOW);
  }

  private String last(String challenge) {
    scram.onChallenge(challenge);
    return scram.last(SALTED);
  }

  @Test
  void admits_who_proves_the_password_and_proves_itself() {
    var admit = (Admit) proves(last(challenge(SCRAM_FOUND, false))).get(0);
    assertThat(admit.name()).isEqualTo(FANG);
    assertThat(admit.claim()).isEqualTo(CLAIM);
    assertThat(admit.verifier()).isEqualTo(SALTED.verifier().number());
    assertThat(admit.login())
        .as("answers the proof")
        .isEqualTo(byScram(false).withId(admit.login().id()));
    assertThat(admit.login().id()).contains("2");
    assertThat(scram.isProven(admit.scram().orElseThrow(), SALTED)).isTrue();
  }

  @Test
  void redirects_who_has_proven_the_password() {
    assertThat(proves(last(challenge(SCRAM_FOUND, true))))
        .containsExactly(
            reply(new ClientReply.Redirected(Optional.of("2"), Endpoint.parse("h:2"))));
  }

  @Test
  void challenges_a_name_that_nobody_has_and_refuses_its_proof_as_a_wrong_one() {
    var unknown = challenge(UNKNOWN, false);
    var fake = RULES.fake(FANG);
    assertThat(unknown).endsWith(",s=" + fake.salt() + ",i=4096");
    var refused = proves(last(unknown));

    assertThat(challenge(SCRAM_FOUND, false)).hasSameSizeAs(unknown);
    assertThat(proves(last(unknown))).as("to another nonce").isEqualTo(refused);
    assertThat(codes(refused)).containsExactly(Code.BAD_CREDENTIALS);
  }

  @Test
  void takes_one_proof_for_a_challenge() {
    var right = last(challenge(SCRAM_FOUND, false));
    assertThat(codes(proves(right.replace(",p=", ",p=AA")))).containsExactly(Code.BAD_CREDENTIALS);
    assertThat(codes(proves(right))).containsExactly(Code.BAD_CREDENTIALS);
  }

  @Test
  void takes_no_proof_twice_and_none_without_a_challenge() {
    assertThat(codes(proves("c=biws,r=x,p=AA=="))).containsExactly(Code.BAD_CREDENTIALS);
    var right = last(challenge(SCRAM_FOUND, false));
    assertThat(proves(right).get(0)).isInstanceOf(Admit.class);
    assertThat(codes(proves(right))).containsExactly(Code.BAD_CREDENTIALS);
  }

  @Test
  void keeps_one_challenge_at_a_time_and_not_for_long() {
    var first = challenge(SCRAM_FOUND, false);
    challenge(SCRAM_FOUND, false);
    assertThat(codes(proves(last(first)))).containsExactly(Code.BAD_CREDENTIALS);

    var late = last(challenge(SCRAM_FOUND, false));
    accountFlow.onChallengeOverdue();
    assertThat(codes(proves(late))).containsExactly(Code.BAD_CREDENTIALS);

    var other = last(challenge(SCRAM_FOUND, false));
    accountFlow.onCommand(login(new ByPassword(PASSWORD), false), NOBODY);
    accountFlow.onVerdict(FOUND, NOW);
    accountFlow.onChecked(false, NOW);
    assertThat(accountFlow.challenged(NOBODY)).as("another login ends it").isEmpty();
    assertThat(codes(proves(other))).containsExactly(Code.BAD_CREDENTIALS);
  }

  @Test
  void gives_up_at_the_fifth_wrong_proof() {
    for (int i = 1; i <= AccountFlow.MAX_WRONG_TRIES; i++) {
      var wrong = last(challenge(UNKNOWN, false));
      assertThat(proves(wrong).contains(TooManyTries.INSTANCE)).as("try %d", i).isEqualTo(i == 5);
    }
  }

  @Test
  void tells_only_after_a_proof_that_an_account_is_disabled() {
    var disabled = new Found(FANG, ScramVerifier.NONE, Endpoint.parse("h:1"), CLAIM);
    var challenge = challenge(disabled, false);
    assertThat(challenge).endsWith(",s=" + RULES.fake(FANG).salt() + ",i=4096");

    var refused = proves(last(challenge));
    assertThat(codes(refused)).containsExactly(Code.BAD_CREDENTIALS);
    assertThat(refused.toString()).contains("disabled");
    for (int i = 2; i < AccountFlow.MAX_WRONG_TRIES; i++) proves(last(challenge(disabled, false)));
    assertThat(proves(last(challenge(disabled, false)))).contains(TooManyTries.INSTANCE);
  }

  private String challengeOfChange() {
    logInByScram();
    var change =
        new ClientCommand.ChangePassword(
            ID,
            new ByScram(ScramFirst.parse(scram.first()).orElseThrow()),
            new ByVerifier(NEXT.verifier()));
    accountFlow.onCommand(change, Optional.of(FANG));
    var outputs = accountFlow.onVerdict(SCRAM_FOUND, NOW);
    return ((ClientReply.Challenged) ((Reply) outputs.get(1)).reply()).scram();
  }

  private void logInByScram() {
    assertThat(proves(last(challenge(SCRAM_FOUND, false))).get(0)).isInstanceOf(Admit.class);
  }

  @Test
  void changes_a_password_that_is_proven_to_one_that_it_is_not_shown() {
    assertThat(proves(last(challengeOfChange()), Optional.of(FANG)))
        .containsExactly(new Ask(new ChangePassword(FANG, SALTED.verifier(), NEXT.verifier())));
    assertThat(accountFlow.onVerdict(new Stored(FANG), NOW))
        .containsExactly(
            reply(new ClientReply.PasswordChanged(Optional.of("2"), ticket(NEXT.verifier(), NOW))));
  }

  @Test
  void changes_no_password_that_is_not_proven_or_whose_user_has_logged_out() {
    var wrong = last(challengeOfChange()).replace(",p=", ",p=AA");
    assertThat(codes(proves(wrong, Optional.of(FANG)))).containsExactly(Code.BAD_CREDENTIALS);
    var right = last(challengeOfChange());
    assertThat(codes(proves(right, NOBODY))).containsExactly(Code.BAD_CREDENTIALS);
  }

  @Test
  void keeps_a_challenge_while_a_ticket_is_renewed_and_a_user_looked_for() {
    var right = last(challengeOfChange());
    for (var other : List.of(new ClientCommand.Renew(ID), new ClientCommand.FindUser(ID, FANG))) {
      accountFlow.onCommand(other, Optional.of(FANG));
      accountFlow.onVerdict(SCRAM_FOUND, NOW);
    }
    assertThat(proves(right, Optional.of(FANG)))
        .containsExactly(new Ask(new ChangePassword(FANG, SALTED.verifier(), NEXT.verifier())));
  }

  @Test
  void registers_the_verifier_of_a_password_that_it_is_not_shown() {
    var register = new ClientCommand.Register(ID, FANG, new ByVerifier(SALTED.verifier()));
    assertThat(accountFlow.onCommand(register, NOBODY))
        .containsExactly(new Ask(new Register(FANG, SALTED.verifier())));
    assertThat(accountFlow.onVerdict(new Stored(FANG), NOW))
        .containsExactly(reply(new ClientReply.Registered(ID, FANG)));
  }

  @Test
  void registers_no_verifier_of_other_terms() {
    var cheap = new ClientCommand.Register(ID, FANG, new ByVerifier(VERIFIER));
    assertThat(codes(accountFlow.onCommand(cheap, NOBODY))).containsExactly(Code.PASSWORD_INVALID);
  }

  private static Login login(Proof proof, boolean redirect) {
    return new Login(ID, FANG, proof, Optional.empty(), redirect, ReadPosition.NOTHING);
  }

  private static Reply reply(ClientReply reply) {
    return new Reply(reply);
  }

  private static List<Code> codes(List<AccountFlow.Output> outputs) {
    return outputs.stream()
        .map(o -> ((ClientReply.Refused) ((Reply) o).reply()).refusal().code())
        .toList();
  }
}
