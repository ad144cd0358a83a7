package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.chat.accounts.ScramClient;
import dev.parley.chat.accounts.ScramFirst;
import dev.parley.chat.accounts.ScramServer;
import dev.parley.chat.accounts.ScramVerifier;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A client at a server that takes proofs of passwords. */
class ScramLoginTest {
  private static final String PASSWORD = "correct horse";
  private static final int ITERATIONS = ScramClient.MIN_ITERATIONS;
  private static final String SALT = "MDEyMzQ1Njc4OWFiY2RlZg==";

  /** Slow to make: one for all tests. */
  private static final SaltedPassword SALTED =
      SaltedPassword.of(PASSWORD, SALT, ITERATIONS).orElseThrow();

  private static final ClientOutput.Hash LOGIN = new ClientOutput.Hash(PASSWORD, SALT, ITERATIONS);
  private static final ClientOutput.Hash NEW = new ClientOutput.Hash(PASSWORD, "", ITERATIONS);

  private final Errand errand = Errand.ofFang();
  private ScramServer server = new ScramServer(first("another"), SALTED.verifier(), new Random(1));

  private static ScramFirst first(String nonce) {
    return ScramFirst.of("fang", nonce);
  }

  private Errand connects(Errand connecting) {
    connecting.isOld = false;
    connecting.does(c -> c.onConnected(0));
    assertThat(connecting.written()).last().isEqualTo("{'op':'status','id':'terms'}");
    return connecting.hears(
        "{'ev':'status','re':'terms','state':'member','iterations':%d}".formatted(ITERATIONS));
  }

  /** The server's challenge to the login that was just written. */
  private String challenge() {
    var login = errand.written().get(errand.written().size() - 1);
    assertThat(login).contains("'op':'login'").doesNotContain(PASSWORD);
    server =
        new ScramServer(
            ScramFirst.parse(field(login, "scram")).orElseThrow(),
            SALTED.verifier(),
            new Random(17));
    return "{'ev':'challenge','re':'login','scram':'" + server.challenge() + "'}";
  }

  private static String field(String line, String name) {
    return line.replaceAll(".*'" + name + "':'([^']*)'.*", "$1");
  }

  private String welcome(String scram) {
    return ("{'ev':'welcome','re':'login','name':'fang','server':'%s','servers':['%s'],'unread':0,"
            + "'ticket':'t-1','nextSeq':1,'scram':'%s'}")
        .formatted(Errand.SERVER, Errand.SERVER, scram);
  }

  /** Up to the proof; the server's last message. */
  private String proves() {
    connects(errand.start()).hears(challenge());
    assertThat(errand.done).containsExactly(new ClientOutput.Hash(PASSWORD, SALT, ITERATIONS));
    errand.does(c -> c.onHashed(LOGIN, SALTED));
    assertThat(errand.written()).singleElement().asString().contains("'op':'proof'");
    return server.onFinal(field(errand.written().get(0), "scram")).orElseThrow();
  }

  @Test
  void shows_no_password_to_a_server_that_takes_a_proof() {
    var proof = proves();
    errand.hears(welcome(proof));
    assertThat(errand.chatClient.isOnline()).isTrue();
    assertThat(errand.saved().ticket()).isEqualTo("t-1");
  }

  @Test
  void believes_no_server_that_cannot_prove_itself() {
    proves();
    errand.hears(welcome("v=" + "A".repeat(43) + "="));
    assertDistrusted("did not prove");
    assertThat(errand.done).noneMatch(ClientOutput.Save.class::isInstance);
  }

  @Test
  void believes_no_server_that_asks_for_no_proof_at_all() {
    connects(errand.start()).hears(welcome(""));
    assertDistrusted("did not prove");
  }

  private void assertDistrusted(String part) {
    assertThat(errand.chatClient.isOnline()).isFalse();
    assertThat(errand.done).contains(ClientOutput.HangUp.INSTANCE);
    var refused = (ClientEvent.CredentialsRefused) errand.told().get(errand.told().size() - 1);
    assertThat(refused.code()).isEqualTo(ClientEvent.CredentialsRefused.DISTRUSTED);
    assertThat(refused.reason()).contains(part);
    assertThat(errand.after(60_000).dialled()).as("until the user says what to do").isEmpty();
  }

  @Test
  void proves_nothing_for_fewer_or_more_rounds_than_its_bounds() {
    for (int iterations : new int[] {1, ITERATIONS - 1, ScramClient.MAX_ITERATIONS + 1}) {
      var other = new ScramLoginTest();
      var challenge = connectedChallenge(other).replace("i=" + ITERATIONS, "i=" + iterations);
      other.errand.hears(challenge);
      assertThat(other.errand.written()).isEmpty();
      other.assertDistrusted(iterations + " times");
    }
  }

  private static String connectedChallenge(ScramLoginTest test) {
    test.connects(test.errand.start());
    return test.challenge();
  }

  @Test
  void answers_no_challenge_to_another_client() {
    connects(errand.start());
    errand.hears("{'ev':'challenge','re':'login','scram':'" + server.challenge() + "'}");
    assertDistrusted("did not prove");
  }

  @Test
  void ignores_a_challenge_that_it_did_not_ask_for() {
    errand.start().does(c -> c.onConnected(0));
    assertThat(errand.hears(connectedChallenge(new ScramLoginTest())).done).isEmpty();
  }

  @Test
  void hashes_a_password_once_for_all_servers() {
    proves();
    errand.hears("{'ev':'redirect','re':'login','server':'" + Errand.OTHER + "'}");
    assertThat(errand.dialled()).containsExactly(Errand.OTHER);
    connects(errand).hears(challenge());
    assertThat(errand.written()).singleElement().asString().contains("'op':'proof'");
  }

  @Test
  void drops_what_was_hashed_for_a_connection_that_is_gone() {
    connects(errand.start()).hears(challenge());
    errand.lost().does(c -> c.onHashed(LOGIN, SALTED));
    assertThat(errand.done).isEmpty();
  }

  @Test
  void tries_again_after_a_wrong_proof_with_another_password() {
    proves();
    errand.hears("{'ev':'error','re':'login','code':'BAD_CREDENTIALS','text':'Wrong.'}");
    assertThat(errand.told()).last().isInstanceOf(ClientEvent.CredentialsRefused.class);
    errand.does(c -> c.onPassword("another horse", false, 0));
    connects(errand).hears(challenge());
    assertThat(errand.done)
        .containsExactly(new ClientOutput.Hash("another horse", SALT, ITERATIONS));
  }

  private static Errand registering(String password) {
    var errand = new Errand(Profile.fresh("fang", "c"), new History(), List.of(Errand.SERVER));
    return errand.start().does(c -> c.onPassword(password, true, 0));
  }

  @Test
  void registers_a_verifier_and_then_logs_in() {
    var registering = connects(registering(PASSWORD));
    assertThat(registering.done).containsExactly(new ClientOutput.Hash(PASSWORD, "", ITERATIONS));
    registering.does(c -> c.onHashed(NEW, SALTED));
    var register = registering.written().get(0);
    assertThat(ScramVerifier.parse(field(register, "verifier"))).contains(SALTED.verifier());
    assertThat(registering.does(c -> c.onHashed(NEW, SALTED)).done).as("once").isEmpty();
    registering.hears("{'ev':'registered','re':'register','name':'fang'}");
    assertThat(registering.written()).singleElement().asString().contains("'scram':'n,,n=fang,r=");
  }

  @Test
  void registers_a_verifier_with_the_invitation_that_the_server_wants() {
    var registering = connects(registering(PASSWORD)).does(c -> c.onHashed(NEW, SALTED));
    registering.hears("{'ev':'error','re':'register','code':'INVITE_NEEDED','text':'A code?'}");
    registering.does(c -> c.onInvite("7KQM-2XWD", registering.nowMs));
    connects(registering).does(c -> c.onHashed(NEW, SALTED));
    assertThat(registering.written())
        .last()
        .asString()
        .contains("'invite':'7KQM-2XWD'", "'verifier':'")
        .doesNotContain(PASSWORD);
  }

  @Test
  void registers_no_password_that_is_too_short() {
    var registering = connects(registering("1234567"));
    assertThat(registering.written()).isEmpty();
    assertThat(registering.told())
        .last()
        .asString()
        .contains("PASSWORD_INVALID", "8 to 128 characters");
  }

  @Test
  void sends_a_password_as_it_is_to_an_older_server_only_where_nobody_can_read_it() {
    errand.start().does(c -> c.onConnected(true, 0));
    assertThat(errand.written()).last().asString().contains("'password':'correct horse'");

    var exposed = new ScramLoginTest();
    exposed.errand.start().does(c -> c.onConnected(false, 0));
    assertThat(exposed.errand.written().toString()).doesNotContain(PASSWORD);
    exposed.assertDistrusted("others could read it");
  }

  @Test
  void proves_a_password_where_others_read() {
    errand.isOld = false;
    errand.start().does(c -> c.onConnected(false, 0));
    errand.hears("{'ev':'status','re':'terms','iterations':" + ITERATIONS + "}");
    assertThat(errand.written()).last().asString().contains("'scram':");
  }

  private static Errand changing() {
    var online = Errand.online().lost(); // and in again by its ticket
    online.isOld = false;
    online.does(c -> c.onConnected(0)).hears(new ScramLoginTest().welcome(""));
    online.does(c -> c.onPasswordChange(PASSWORD, "new horse"));
    assertThat(online.written()).containsExactly("{'op':'status','id':'terms'}");
    online.hears("{'ev':'status','re':'terms','iterations':" + ITERATIONS + "}");
    return online;
  }

  @Test
  void changes_a_password_without_showing_either() {
    var online = changing();
    var next = new ClientOutput.Hash("new horse", "", ITERATIONS);
    assertThat(online.done).containsExactly(next);
    assertThat(online.does(c -> c.onHashed(NEW, SALTED)).done).as("of another time").isEmpty();
    online.does(c -> c.onHashed(next, SALTED));
    var request = online.written().get(0);
    assertThat(request).contains("'op':'password'", SALTED.verifier().text());
    var scram =
        new ScramServer(
            ScramFirst.parse(field(request, "scram")).orElseThrow(),
            SALTED.verifier(),
            new Random(17));
    online.hears("{'ev':'challenge','re':'password','scram':'" + scram.challenge() + "'}");
    assertThat(online.done).containsExactly(LOGIN);
    online.does(c -> c.onHashed(LOGIN, SALTED));
    assertThat(online.written().get(0)).contains("'op':'proof','id':'password'");
    assertThat(scram.onFinal(field(online.written().get(0), "scram"))).isPresent();
    online.hears("{'ev':'changed','re':'password','ticket':'t-2'}");
    assertThat(online.told()).containsExactly(ClientEvent.PasswordChanged.INSTANCE);
    assertThat(online.saved().ticket()).isEqualTo("t-2");
  }

  @Test
  void changes_no_password_at_a_server_whose_challenge_is_not_fair() {
    var online = changing();
    online.does(c -> c.onHashed(new ClientOutput.Hash("new horse", "", ITERATIONS), SALTED));
    online.hears("{'ev':'challenge','re':'password','scram':'r=x,s=c2FsdA==,i=1'}");
    assertThat(online.done).hasSize(1);
    assertThat(online.told()).last().asString().contains("did not prove");
    assertThat(online.chatClient.isOnline()).isTrue();
  }

  @Test
  void changes_a_password_as_it_is_at_an_older_server_only_where_nobody_can_read_it() {
    var online = Errand.online().does(c -> c.onPasswordChange(PASSWORD, "new horse"));
    assertThat(online.written()).last().asString().contains("'old':'correct horse'");
    var exposed = Errand.online().lost();
    exposed.does(c -> c.onConnected(false, 0));
    exposed.hears(new ScramLoginTest().welcome(""));
    exposed.does(c -> c.onPasswordChange(PASSWORD, "new horse"));
    assertThat(exposed.written().toString()).doesNotContain("new horse");
    assertThat(exposed.told()).last().asString().contains("others could read it");
  }

  @Test
  void needs_no_terms_for_a_ticket() {
    var online = Errand.online().lost();
    online.isOld = false;
    online.does(c -> c.onConnected(0));
    assertThat(online.written()).last().asString().contains("'ticket':'t-1'");
  }
}
