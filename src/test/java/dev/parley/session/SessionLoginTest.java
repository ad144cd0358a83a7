package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.chat.accounts.Scram;
import dev.parley.chat.accounts.ScramClient;
import dev.parley.chat.model.Refusal;
import dev.parley.protocol.Endpoint;
import dev.parley.replica.Arrival;
import dev.parley.replica.LoginProof;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.SessionInfo;
import dev.parley.session.ConnectionCommand.NextLine;
import dev.parley.session.limits.PasswordGuesses;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionLoginTest extends SessionFixture {
  @Test
  void registers_with_a_verifier_of_the_password() {
    speakJson("{'op':'register','id':'1','name':'fang','password':'correct horse'}");

    var asked = replica.expectMessageClass(ReplicaProtocol.AskLeader.class);
    var register = (LeaderMessage.Register) asked.question();
    assertThat(Scram.matches(PASSWORD, register.verifier())).isTrue();
    assertThat(register.verifier().iterations()).isEqualTo(ITERATIONS);
    asked.replyTo().tell(new LeaderMessage.Stored(FANG));
    expectLine("{'ev':'registered','re':'1','name':'fang'}");
  }

  @Test
  void salts_every_password_with_salt_of_its_own() {
    speakJson("{'op':'register','name':'fang','password':'correct horse'}");
    var first = replica.expectMessageClass(ReplicaProtocol.AskLeader.class);
    first.replyTo().tell(new LeaderMessage.Stored(FANG));
    expectLine("{'ev':'registered'");
    nextLine("{'op':'register','name':'shao','password':'correct horse'}");

    var second = replica.expectMessageClass(ReplicaProtocol.AskLeader.class);
    assertThat(salt(second)).isNotEqualTo(salt(first));
  }

  private static String salt(ReplicaProtocol.AskLeader asked) {
    return ((LeaderMessage.Register) asked.question()).verifier().salt();
  }

  @Test
  void opens_a_session_under_the_clients_id_and_welcomes() {
    speakJson("{'op':'login','id':'1','name':'fang','password':'correct horse','client':'c-7'}");
    found();
    var open = replica.expectMessageClass(ReplicaProtocol.OpenSession.class);
    assertThat(open.name()).isEqualTo(FANG);
    assertThat(open.client()).isEqualTo("c-7");

    open.session().tell(new ReplicaProtocol.Opened(FANG, STATUS, 0, 0, 5, false));
    expectLine(
        "{'ev':'welcome','re':'1','name':'fang','node':'n','server':'127.0.0.1:1111','leader':null,");
  }

  @Test
  void opens_no_session_under_an_id_that_no_server_could_write_down() {
    speakJson(
        "{'op':'login','id':'1','name':'fang','password':'correct horse','client':'\\ud800'}");

    expectLine("{'ev':'error','re':'1','code':'MALFORMED','text':'The field \\'client\\' must");
    nextLine("{'op':'ping','id':'2'}");
    expectLine("{'ev':'pong','re':'2'}");
    replica.expectNoMessage();
  }

  @Test
  void gives_a_client_without_an_id_one_of_its_own() {
    speakJson("{'op':'login','name':'fang','password':'correct horse'}");
    found();

    assertThat(replica.expectMessageClass(ReplicaProtocol.OpenSession.class).client()).hasSize(36);
  }

  @Test
  void tells_the_same_of_a_wrong_password_and_an_unknown_user() {
    speakJson("{'op':'login','id':'1','name':'fang','password':'wrong horse'}");
    found();
    var wrongPassword = line();

    nextLine("{'op':'login','id':'1','name':'fang','password':'wrong horse'}");
    notFound();
    assertThat(line()).isEqualTo(wrongPassword).contains("BAD_CREDENTIALS");
  }

  private static final SaltedPassword SALTED =
      SaltedPassword.of(PASSWORD, new byte[Scram.SALT_BYTES], ITERATIONS);

  private void beginScram() {
    speakJson("{'op':'login','id':'1','name':'fang','client':'c-7','scram':'n,,n=fang,r=abc'}");
  }

  @Test
  void lets_in_who_proves_the_password_without_a_hash_and_proves_itself() {
    beginScram();
    found();
    var challenge = line();
    assertThat(challenge).startsWith("{\"ev\":\"challenge\",\"re\":\"1\"");
    var client = new ScramClient("fang", "abc");
    client.onChallenge(scram(challenge));
    nextLine("{'op':'proof','id':'2','scram':'" + client.last(SALTED) + "'}");
    var open = replica.expectMessageClass(ReplicaProtocol.OpenSession.class);
    assertThat(open.client()).isEqualTo("c-7");
    open.session().tell(new ReplicaProtocol.Opened(FANG, STATUS, 0, 0, 5, false));
    var welcome = line();
    assertThat(welcome).startsWith("{\"ev\":\"welcome\",\"re\":\"2\"");
    assertThat(client.isProven(scram(welcome), SALTED)).isTrue();
    assertThat(welcome).as("its own try was right").doesNotContain("wrongPasswords");
  }

  @Test
  void tells_names_that_nobody_has_from_others_at_no_step_of_scram() {
    beginScram();
    found();
    var known = line();
    nextLine("{'op':'proof','id':'2','scram':'c=biws,r=abc,p=AA=='}");
    var refused = line();

    nextLine("{'op':'login','id':'1','name':'fang','client':'c-7','scram':'n,,n=fang,r=abc'}");
    notFound();
    assertThat(line()).hasSameSizeAs(known).endsWith(",i=1000\"}\n");
    nextLine("{'op':'proof','id':'2','scram':'c=biws,r=abc,p=AA=='}");
    assertThat(line()).isEqualTo(refused).contains("BAD_CREDENTIALS");
    replica.expectNoMessage();
  }

  @Test
  void counts_wrong_proofs_as_wrong_passwords() {
    beginScram();
    for (int i = 1; i < AccountFlow.MAX_WRONG_TRIES; i++) {
      found();
      expectLine("{'ev':'challenge'");
      nextLine("{'op':'proof','scram':'c=biws,r=abc,p=AA=='}");
      expectLine("{'ev':'error','code':'BAD_CREDENTIALS'");
      nextLine("{'op':'login','name':'fang','scram':'n,,n=fang,r=abc'}");
    }
    found();
    expectLine("{'ev':'challenge'");
    session = start(NEVER, NEVER);
    logIn();
    assertThat(lastLine).contains("\"wrongPasswords\":4");
  }

  @Test
  void takes_a_hundred_wrong_proofs_from_one_address_whatever_the_names() {
    var history = LoginHistory.of(kit.system());
    for (int i = 1; i < 100; i++) history.onWrongProof(ADDRESS);
    beginScram();
    found();
    expectLine("{'ev':'challenge'");
    nextLine("{'op':'proof','scram':'c=biws,r=abc,p=AA=='}");
    expectLine("{'ev':'error','code':'BAD_CREDENTIALS'");
    nextLine("{'op':'login','name':'shao','scram':'n,,n=shao,r=abc'}");
    notFound();
    expectLine("{'ev':'challenge'");
    nextLine("{'op':'proof','scram':'c=biws,r=abc,p=AA=='}");
    assertThat(line()).contains("RATE_LIMITED", "from your address", "retryAfterMs");
  }

  private static String scram(String line) {
    return line.replaceAll("(?s).*\"scram\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void closes_after_the_fifth_wrong_password() {
    speakJson("{'op':'login','name':'fang','password':'wrong horse'}");
    for (int i = 1; i < AccountFlow.MAX_WRONG_TRIES; i++) {
      found();
      expectLine("{'ev':'error','code':'BAD_CREDENTIALS'");
      nextLine("{'op':'login','name':'fang','password':'wrong horse'}");
    }
    found();
    expectLine("{'ev':'error','code':'BAD_CREDENTIALS'");

    assertThat(link.expectMessageClass(ConnectionCommand.Close.class).lastWords())
        .contains("\"code\":\"KICKED\"");
    link.expectTerminated(session);
  }

  @Test
  void takes_guesses_in_a_session_no_faster_than_at_logins_and_tells_the_owner() {
    link.expectMessage(NextLine.INSTANCE); // of the session of each test
    var settings = settings(NEVER, NEVER); // of the same tickets
    session = kit.spawn(Session.create(settings, replica.getRef(), origin(kit, link)));
    logIn();
    var ticket = ticket();
    for (int i = 0; i < PasswordGuesses.FREE_TRIES / AccountFlow.MAX_WRONG_TRIES; i++) {
      guessInSession();
      link.expectMessageClass(ConnectionCommand.Close.class);
      session = kit.spawn(Session.create(settings, replica.getRef(), origin(kit, link)));
      speakJson("{'op':'login','name':'fang','ticket':'" + ticket + "'}");
      admit();
      assertThat(lastLine).contains("\"wrongPasswords\":5");
    }
    nextLine(GUESS);
    assertThat(line()).contains("RATE_LIMITED", "wrong passwords", "retryAfterMs");
    replica.expectNoMessage();
  }

  private static final String GUESS =
      "{'op':'password','old':'wrong horse','new':'battery staple'}";

  private void guessInSession() {
    for (int i = 0; i < AccountFlow.MAX_WRONG_TRIES; i++) {
      nextLine(GUESS);
      found();
      assertThat(line()).contains("BAD_CREDENTIALS");
    }
  }

  @Test
  void counts_wrong_proofs_in_a_session_as_wrong_passwords() {
    logIn();
    nextLine("{'op':'password','scram':'n,,n=fang,r=abc','verifier':'" + VERIFIER.text() + "'}");
    found();
    assertThat(line()).contains("challenge");
    nextLine("{'op':'proof','scram':'c=biws,r=abc,p=AA=='}");
    assertThat(line()).contains("BAD_CREDENTIALS");
    session = start(NEVER, NEVER);
    link.expectMessage(NextLine.INSTANCE); // of the session before
    logIn();
    assertThat(lastLine).contains("\"wrongPasswords\":1");
  }

  @Test
  void lets_a_client_back_in_by_its_ticket() {
    logIn();
    var ticket = ticket();
    nextLine("{'op':'logout','keep':true}");
    expectLine("{'ev':'bye'}");
    replica.expectMessageClass(ReplicaProtocol.CloseSession.class);

    nextLine("{'op':'login','id':'2','name':'fang','ticket':'" + ticket + "'}");
    found();
    replica.expectMessageClass(ReplicaProtocol.OpenSession.class);
  }

  private String ticket() {
    return lastLine.replaceAll("(?s).*\"ticket\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void says_bye_when_the_logout_holds_and_not_before() {
    logIn();
    nextLine("{'op':'logout','id':'2'}");
    link.expectNoMessage(Duration.ofMillis(50));

    loggedOut();
    expectLine("{'ev':'bye','re':'2'}");
    nextLine("{'op':'list','id':'3'}");
    expectLine("{'ev':'error','re':'3','code':'NOT_LOGGED_IN'");
  }

  @Test
  void stays_logged_in_when_a_logout_everywhere_is_refused() {
    logIn();
    nextLine("{'op':'logout','id':'2','all':true}");
    var asked = replica.expectMessageClass(ReplicaProtocol.LogOut.class);
    assertThat(asked.isAll()).isTrue();
    var refusal = Refusal.retry(Refusal.Code.NO_QUORUM, "Not now.", 2_000);
    asked.session().tell(new ReplicaProtocol.LogoutRefused(refusal));

    expectLine("{'ev':'error','re':'2','code':'NO_QUORUM'");
    nextLine("{'op':'list','id':'3'}");
    replica.expectMessageClass(ReplicaProtocol.ListOnline.class);
  }

  @Test
  void tells_its_user_and_nobody_else_where_they_are_logged_in() {
    speakJson("{'op':'sessions','id':'1'}");
    expectLine("{'ev':'error','re':'1','code':'NOT_LOGGED_IN'");
    nextLine("{'op':'login','name':'fang','password':'correct horse'}");
    admit();
    nextLine("{'op':'sessions','id':'2'}");
    var seen = new SessionInfo.Seen("7b0c2d3e", new Arrival("192.0.2.7", 1_000));
    replica
        .expectMessageClass(ReplicaProtocol.ListSessions.class)
        .replyTo()
        .tell(
            new ReplicaProtocol.SessionList(
                List.of(
                    new SessionInfo(Optional.of(SERVER), Optional.of(seen), true),
                    new SessionInfo(
                        Optional.of(Endpoint.parse("127.0.0.1:1212")), Optional.empty(), false))));

    assertThat(line())
        .isEqualTo(
            ("{'ev':'sessions','re':'2','list':[{'server':'127.0.0.1:1111','client':'7b0c2d3e',"
                    + "'since':'1970-01-01T00:00:01.000Z','address':'192.0.2.7','this':true},"
                    + "{'server':'127.0.0.1:1212'}]}\n")
                .replace('\'', '"'));
  }

  @Test
  void refuses_a_ticket_that_the_replica_knows_as_ended_and_counts_it_as_wrong() {
    logIn();
    var ticket = ticket();
    nextLine("{'op':'logout','keep':true}");
    expectLine("{'ev':'bye'}");
    replica.expectMessageClass(ReplicaProtocol.CloseSession.class);
    for (int i = 1; i <= AccountFlow.MAX_WRONG_TRIES; i++) {
      nextLine("{'op':'login','id':'2','name':'fang','ticket':'" + ticket + "'}");
      found();
      replica
          .expectMessageClass(ReplicaProtocol.OpenSession.class)
          .session()
          .tell(ReplicaProtocol.TicketEnded.INSTANCE);
      expectLine("{'ev':'error','re':'2','code':'BAD_CREDENTIALS','text':'The ticket");
    }
    assertThat(link.expectMessageClass(ConnectionCommand.Close.class).lastWords())
        .contains("\"code\":\"KICKED\"");
  }

  @Test
  void a_ticket_says_which_client_gave_the_password_and_which_logout_was_known_then() {
    speakJson("{'op':'login','name':'fang','password':'correct horse','client':'c-7'}");
    found();
    var byPassword = replica.expectMessageClass(ReplicaProtocol.OpenSession.class);
    byPassword.session().tell(new ReplicaProtocol.Opened(FANG, STATUS, 0, 77, 1, false));
    line();
    var ticket = ticket();
    nextLine("{'op':'logout','keep':true}");
    expectLine("{'ev':'bye'}");
    replica.expectMessageClass(ReplicaProtocol.CloseSession.class);

    nextLine("{'op':'login','name':'fang','ticket':'" + ticket + "','client':'c-8'}");
    found();
    assertThat(replica.expectMessageClass(ReplicaProtocol.OpenSession.class).proof())
        .isEqualTo(new LoginProof(byPassword.proof().client(), 77));
  }

  @Test
  void gives_who_is_logged_in_a_ticket_for_another_day() {
    logIn();
    nextLine("{'op':'renew','id':'3'}");
    found();
    expectLine("{'ev':'renewed','re':'3','ticket':'");
  }

  @Test
  void gives_who_is_not_logged_in_no_ticket() {
    speakJson("{'op':'renew','id':'3'}");
    expectLine("{'ev':'error','re':'3','code':'NOT_LOGGED_IN'");
  }

  @Test
  void redirects_to_the_server_that_the_leader_assigned() {
    speakJson("{'op':'login','id':'1','name':'fang','password':'correct horse','redirect':true}");
    replica
        .expectMessageClass(ReplicaProtocol.AskLeader.class)
        .replyTo()
        .tell(new LeaderMessage.Found(FANG, VERIFIER, Endpoint.parse("127.0.0.1:1212"), CLAIM));

    expectLine("{'ev':'redirect','re':'1','server':'127.0.0.1:1212'}");
    link.expectMessage(NextLine.INSTANCE);
  }
}
