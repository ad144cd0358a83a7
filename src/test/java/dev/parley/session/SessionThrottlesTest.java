package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.ConnectionCommand.Close;
import dev.parley.session.ConnectionCommand.NextLine;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.limits.ClientAddress;
import dev.parley.session.limits.ConnectionShares;
import dev.parley.session.limits.Rate;
import dev.parley.session.limits.Registrations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sessions of clients that take their time before the login, or send much after it. */
class SessionThrottlesTest extends SessionFixture {
  private static final ClientAddress FAR = ClientAddress.of(new byte[] {10, 0, 0, 1});
  private static final Rate TWO_A_SECOND = new Rate(2, Duration.ofSeconds(1));
  private static final Rate ONE_AN_HOUR = new Rate(1, Duration.ofHours(1));
  private static final Duration SOON = Duration.ofMillis(50);

  private static final Session.CrowdedOut CROWDED_OUT =
      new Session.CrowdedOut(
          new ReplicaProtocol.Closing(ClosingCode.NO_ANSWER, "too many", Optional.empty(), 0));

  private void startWith(Duration firstLine, Rate sends, ClientAddress from) {
    startWith(firstLine, Rate.UNLIMITED, sends, from);
  }

  private void startWith(Duration firstLine, Rate logins, Rate sends, ClientAddress from) {
    startWith(new Limited(firstLine, logins, sends, Registrations.Limits.NONE), from);
  }

  private record Limited(
      Duration firstLine, Rate logins, Rate sends, Registrations.Limits registrations) {}

  private void startWith(Limited limited, ClientAddress from) {
    link.expectMessage(NextLine.INSTANCE); // of the session that every test has
    var connections = ConnectionShares.Limits.of(10);
    var throttles =
        new SessionSettings.Throttles(
            connections,
            limited.firstLine(),
            limited.firstLine(),
            limited.registrations(),
            limited.logins(),
            limited.sends());
    var settings =
        new SessionSettings(
            SERVER,
            21_111,
            VERIFIERS,
            NEVER,
            NEVER,
            DefaultSettings.PATIENCE,
            throttles,
            false,
            SessionSettings.TicketRules.ofProcess());
    var sessions = kit.createTestProbe(Sessions.Command.class).getRef();
    var origin = new Session.Origin(connection(kit, link), from, sessions);
    session = kit.spawn(Session.create(settings, replica.getRef(), origin));
  }

  @Test
  void closes_a_client_that_sends_no_line_in_time() {
    startWith(SOON, Rate.UNLIMITED, FAR);
    link.expectMessage(NextLine.INSTANCE);

    assertThat(link.expectMessageClass(Close.class).lastWords()).contains("connect again");
    link.expectTerminated(session);
  }

  @Test
  void lets_a_client_that_has_logged_in_be_silent() {
    startWith(Duration.ofSeconds(3), Rate.UNLIMITED, FAR);
    logIn();
    session.tell(Session.LoginLook.INSTANCE);

    link.expectMessage(NextLine.INSTANCE);
    link.expectNoMessage(SOON);
  }

  @Test
  void makes_room_for_newer_connections_before_its_login_and_not_after_it() {
    link.expectMessage(NextLine.INSTANCE);
    session.tell(CROWDED_OUT);
    assertThat(link.expectMessageClass(Close.class).lastWords()).contains("too many");

    session = start(NEVER, NEVER);
    logIn();
    session.tell(CROWDED_OUT);
    link.expectMessage(NextLine.INSTANCE);
    link.expectNoMessage(SOON);
  }

  @Test
  void refuses_a_login_of_an_account_that_logs_in_again_and_again_also_by_ticket() {
    startWith(NEVER, ONE_AN_HOUR, Rate.UNLIMITED, FAR);
    logIn();
    nextLine("{'op':'logout','keep':true}");
    expectLine("{'ev':'bye'");
    nextLine("{'op':'login','name':'fang','ticket':'any'}");

    assertThat(line()).contains("RATE_LIMITED", "logged in too often", "retryAfterMs");
  }

  @Test
  void refuses_a_proof_whose_challenge_came_before_the_logins_that_were_too_many() {
    startWith(NEVER, ONE_AN_HOUR, Rate.UNLIMITED, FAR);
    speakJson("{'op':'login','name':'fang','scram':'n,,n=fang,r=abc'}");
    found();
    assertThat(line()).contains("challenge");
    LoginHistory.of(kit.system()).onLoggedIn(FANG, FAR, ONE_AN_HOUR);
    nextLine("{'op':'proof','scram':'c=biws,r=abc,p=AA=='}");

    assertThat(line()).contains("RATE_LIMITED", "logged in too often", "retryAfterMs");
  }

  @Test
  void counts_wrong_invitations_of_an_address_as_registrations() {
    var two = new Registrations.Limits(new Rate(2, Duration.ofHours(1)), Rate.UNLIMITED);
    startWith(new Limited(NEVER, Rate.UNLIMITED, Rate.UNLIMITED, two), FAR);
    speakJson("{'op':'register','name':'fang','password':'correct horse','invite':'A'}");
    refuse(Code.INVITE_NEEDED);
    assertThat(line()).contains("INVITE_NEEDED");
    for (int i = 0; i < 2; i++) {
      nextLine("{'op':'register','name':'fang','password':'correct horse','invite':'A'}");
      refuse(Code.INVITE_WRONG);
      assertThat(line()).contains("INVITE_WRONG");
    }
    nextLine("{'op':'register','name':'fang','password':'correct horse','invite':'A'}");
    assertThat(line()).contains("RATE_LIMITED");
  }

  @Test
  void bounds_the_registrations_of_an_address_also_after_a_login() {
    var one = new Registrations.Limits(ONE_AN_HOUR, Rate.UNLIMITED);
    startWith(new Limited(NEVER, Rate.UNLIMITED, Rate.UNLIMITED, one), FAR);
    logIn();
    nextLine("{'op':'register','name':'shao','password':'correct horse'}");
    replica
        .expectMessageClass(ReplicaProtocol.AskLeader.class)
        .replyTo()
        .tell(new LeaderMessage.Stored(SHAO));
    assertThat(line()).contains("registered");

    nextLine("{'op':'register','name':'yun','password':'correct horse'}");
    assertThat(line()).contains("RATE_LIMITED", "retryAfterMs");
    replica.expectNoMessage();
  }

  @Test
  void answers_registrations_of_taken_names_beyond_loopback_only_as_often_as_questions() {
    var one = new Registrations.Limits(ONE_AN_HOUR, Rate.UNLIMITED);
    startWith(new Limited(NEVER, Rate.UNLIMITED, Rate.UNLIMITED, one), FAR);
    session.tell(new Session.FirstByte(Choice.JSON));
    var refusals = List.of(Code.NAME_TAKEN, Code.NAME_INVALID, Code.INVITE_NEEDED, Code.NO_QUORUM);
    for (int i = 0; i < 20; i++) {
      register();
      refuse(refusals.get(i % refusals.size()));
      assertThat(line()).as("no registration").contains(refusals.get(i % refusals.size()).name());
    }
    register();
    assertThat(line()).contains("RATE_LIMITED", "Too many names");
    replica.expectNoMessage();
  }

  @Test
  void counts_registrations_that_tell_of_no_name_as_no_questions() {
    startWith(NEVER, Rate.UNLIMITED, FAR);
    session.tell(new Session.FirstByte(Choice.JSON));
    for (int i = 0; i <= 20; i++) {
      nextLine("{'op':'register','name':'shao','password':'short'}");
      assertThat(line()).contains("PASSWORD_INVALID");
    }
    for (int i = 0; i <= 20; i++) {
      register();
      replica
          .expectMessageClass(ReplicaProtocol.AskLeader.class)
          .replyTo()
          .tell(new LeaderMessage.Stored(SHAO));
      assertThat(line()).contains("registered");
    }
  }

  private void register() {
    nextLine("{'op':'register','name':'shao','verifier':'" + VERIFIER.text() + "'}");
  }

  private void refuse(Code code) {
    replica
        .expectMessageClass(ReplicaProtocol.AskLeader.class)
        .replyTo()
        .tell(new LeaderMessage.Denied(Refusal.of(code, "No.")));
  }

  @Test
  void reads_nothing_for_a_while_from_a_client_beyond_loopback_that_has_sent_much() {
    startWith(NEVER, TWO_A_SECOND, FAR);
    logIn();
    long startedNanos = System.nanoTime();
    for (int i = 1; i <= 3; i++) {
      nextLine("{'op':'send','to':'shao','text':'x','seq':" + i + "}");
      replica.expectMessageClass(ReplicaProtocol.Send.class);
    }

    assertThat(System.nanoTime() - startedNanos).isGreaterThan(Duration.ofMillis(400).toNanos());
  }

  @Test
  void tells_who_types_many_names_beyond_loopback_to_wait() {
    startWith(NEVER, Rate.UNLIMITED, FAR);
    for (int i = 0; i < 20; i++) {
      link.expectMessage(NextLine.INSTANCE);
      session.tell(lines("nobody"));
      if (i == 0) line(); // the greeting
      notFound();
      assertThat(line()).contains("There is no user called nobody.");
      link.expectMessage(NextLine.INSTANCE);
      session.tell(lines("n"));
      line();
    }
    link.expectMessage(NextLine.INSTANCE);
    session.tell(lines("nobody"));
    assertThat(line()).contains("Too many names", "Please type your user name:");
    replica.expectNoMessage();
  }

  @Test
  void tells_the_owner_of_a_guess_that_is_too_short_and_forgets_one_that_is_too_long() {
    speakJson("{'op':'login','name':'fang','password':'short'}");
    found();
    assertThat(line()).contains("BAD_CREDENTIALS");
    nextLine("{'op':'login','name':'fang','password':'" + "x".repeat(129) + "'}");
    assertThat(line()).contains("BAD_CREDENTIALS");

    startWith(NEVER, Rate.UNLIMITED, FAR);
    logIn();
    assertThat(lastLine).contains("\"wrongPasswords\":1");
  }
}
