package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides of a login by SCRAM, with the example of RFC 7677, section 3. */
class ScramExchangeTest {
  private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String FIRST = "n,,n=user,r=" + CLIENT_NONCE;
  private static final String CHALLENGE =
      "r=" + CLIENT_NONCE + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String LAST =
      "c=biws,r=" + CLIENT_NONCE + SERVER_NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String SERVER_LAST = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
  private static final SaltedPassword PENCIL =
      SaltedPassword.of("pencil", "W22ZaJ0SNY7soEsUEjb6gQ==", 4_096).orElseThrow();

  private static ScramServer server() {
    return new ScramServer(ScramFirst.parse(FIRST).orElseThrow(), PENCIL.verifier(), SERVER_NONCE);
  }

  @Test
  void a_server_speaks_as_the_example_does() {
    var server = server();
    assertThat(server.challenge()).isEqualTo(CHALLENGE);
    assertThat(server.onFinal(LAST)).contains(SERVER_LAST);
  }

  @Test
  void a_client_speaks_as_the_example_does() {
    var client = new ScramClient("user", CLIENT_NONCE);
    assertThat(client.first()).isEqualTo(FIRST);
    assertThat(client.onChallenge(CHALLENGE))
        .contains(new ScramClient.Terms("W22ZaJ0SNY7soEsUEjb6gQ==", 4_096));
    assertThat(client.last(PENCIL)).isEqualTo(LAST);
    assertThat(client.isProven(SERVER_LAST, PENCIL)).isTrue();
  }

  @Test
  void a_client_believes_no_server_that_lacks_the_verifier() {
    var client = new ScramClient("user", CLIENT_NONCE);
    assertThat(client.isProven(SERVER_LAST, PENCIL)).as("before its proof").isFalse();
    client.onChallenge(CHALLENGE);
    client.last(PENCIL);
    assertThat(client.isProven(SERVER_LAST.replace("6rri", "6rrj"), PENCIL)).isFalse();
    assertThat(client.isProven("", PENCIL)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "r=" + CLIENT_NONCE + ",s=c2FsdA==,i=4096",
        "r=another" + SERVER_NONCE + ",s=c2FsdA==,i=4096",
        "r=" + CLIENT_NONCE + "x,s=,i=4096",
        "r=" + CLIENT_NONCE + "x,s=c2FsdA==,i=",
        "r=" + CLIENT_NONCE + "x,s=c2FsdA==,i=-1",
        "r=" + CLIENT_NONCE + "x,s=c2FsdA==,i=99999999999",
        "r=" + CLIENT_NONCE + "x,s=c2F,dA==,i=4096",
        "e=other-error"
      })
  void a_client_answers_no_challenge_that_is_none_of_its_own(String challenge) {
    assertThat(new ScramClient("user", CLIENT_NONCE).onChallenge(challenge)).isEmpty();
  }

  @Test
  void terms_are_fair_between_the_two_limits() {
    assertThat(new ScramClient.Terms("", ScramClient.MIN_ITERATIONS - 1).areFair()).isFalse();
    assertThat(new ScramClient.Terms("", ScramClient.MIN_ITERATIONS).areFair()).isTrue();
    assertThat(new ScramClient.Terms("", ScramClient.MAX_ITERATIONS).areFair()).isTrue();
    assertThat(new ScramClient.Terms("", ScramClient.MAX_ITERATIONS + 1).areFair()).isFalse();
  }

  @Test
  void a_proof_of_one_exchange_is_none_in_another() {
    var other =
        new ScramServer(ScramFirst.parse(FIRST).orElseThrow(), PENCIL.verifier(), new Random(17));
    assertThat(other.onFinal(LAST)).isEmpty();
    var withOtherNonce = LAST.replace(SERVER_NONCE, SERVER_NONCE + "x");
    assertThat(server().onFinal(withOtherNonce)).isEmpty();
  }

  @Test
  void a_proof_of_another_password_proves_nothing() {
    var client = new ScramClient("user", CLIENT_NONCE);
    client.onChallenge(CHALLENGE);
    var pencils = SaltedPassword.of("pencils", "W22ZaJ0SNY7soEsUEjb6gQ==", 4_096).orElseThrow();
    assertThat(server().onFinal(client.last(pencils))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "c=eSws,r=NONCE,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "c=,r=NONCE,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "c=biws,r=NONCE,p=",
        "c=biws,r=NONCE,p=dHzb",
        "c=biws,r=NONCE,p=no base64",
        "c=biws,r=NONCE,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=,x=y",
        "c=biws,r=NONCE,x=y,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "c=biws,r=,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
      })
  void a_last_message_of_another_form_proves_nothing(String text) {
    assertThat(server().onFinal(text.replace("NONCE", CLIENT_NONCE + SERVER_NONCE))).isEmpty();
  }

  /** The last message of a client that has the password, and says these things. */
  private static String signed(String withoutProof) {
    var first = "n=user,r=" + CLIENT_NONCE;
    byte[] clientKey = PENCIL.clientKey();
    byte[] signature =
        Scram.hmac(Scram.hash(clientKey), first + "," + CHALLENGE + "," + withoutProof);
    return withoutProof + ",p=" + Scram.encoded(Scram.xor(clientKey, signature));
  }

  @Test
  void a_client_must_repeat_what_it_and_the_server_said_even_if_it_has_the_password() {
    var nonce = CLIENT_NONCE + SERVER_NONCE;
    assertThat(signed("c=biws,r=" + nonce)).isEqualTo(LAST);
    assertThat(server().onFinal(signed("c=biws,r=" + nonce + ",x=y"))).isPresent();
    assertThat(server().onFinal(signed("c=eSws,r=" + nonce))).as("another header").isEmpty();
    assertThat(server().onFinal(signed("c=biws,r=" + CLIENT_NONCE))).as("its nonce").isEmpty();
    assertThat(server().onFinal(signed("c=biws,r=" + nonce + "x"))).as("another").isEmpty();
  }

  @Test
  void a_last_message_of_any_size_proves_nothing_and_costs_little() {
    assertThat(server().onFinal(LAST + "x".repeat(1 << 20))).isEmpty();
    assertThat(server().onFinal("c=biws,r=" + ",x=y".repeat(1 << 18) + ",p=")).isEmpty();
  }

  @Test
  void nothing_proves_the_password_of_a_disabled_account() {
    var disabled =
        new ScramServer(ScramFirst.parse(FIRST).orElseThrow(), ScramVerifier.NONE, SERVER_NONCE);
    var client = new ScramClient("user", CLIENT_NONCE);
    assertThat(client.onChallenge(disabled.challenge())).isEmpty();
    assertThat(disabled.onFinal(LAST)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n=user,r=x",
        "n,,n=user",
        "n,,r=x,n=user",
        "n,,n=,r=x",
        "n,,n=us,er,r=x",
        "n,,n=us=2Fer,r=x",
        "n,,n=user=,r=x",
        "n,,n=user,r=",
        "n,,n=user,r=x y",
        "n,,n=user,r=\u00e9",
        "n,,m=1,n=user,r=x",
        "p=tls-server-end-point,,n=user,r=x",
        "p=tls-unique,,n=user,r=x",
        "n,a=other,n=user,r=x",
        "z,,n=user,r=x",
      })
  void a_first_message_of_another_form_is_none(String text) {
    assertThat(ScramFirst.parse(text)).isEmpty();
  }

  @Test
  void a_first_message_names_its_user_without_escapes() {
    var first = ScramFirst.parse("y,a=a=2Cb,n=a=2Cb,r=x,z=more").orElseThrow();
    assertThat(first.user()).isEqualTo("a,b");
    assertThat(first.header()).isEqualTo("y,a=a=2Cb,");
    assertThat(first.bare()).isEqualTo("n=a=2Cb,r=x,z=more");
    assertThat(ScramFirst.parse("n,,n=a=3D2C,r=x").orElseThrow().user()).isEqualTo("a=2C");
    assertThat(ScramFirst.of("a=2C,", "x").text()).isEqualTo("n,,n=a=3D2C=2C,r=x");
    assertThat(ScramFirst.parse("n,,n=\u5317\u4eac,r=x").orElseThrow().isOf("\u5317\u4eac"))
        .isTrue();
    assertThat(ScramFirst.parse("n,,n=Fang,r=x").orElseThrow().isOf("fang")).isTrue();
  }

  @Test
  void a_first_message_has_a_limit() {
    var head = "n,,n=user,r=";
    var room = ScramFirst.MAX_CHARS - head.length();
    assertThat(ScramFirst.parse(head + "x".repeat(room))).isPresent();
    assertThat(ScramFirst.parse(head + "x".repeat(room + 1))).isEmpty();
    assertThat(ScramFirst.parse("n,,n=" + "=2C".repeat(166) + ",r=x")).isPresent();
  }

  @Test
  void the_longest_messages_are_taken() {
    var nonce = "x".repeat(ScramFirst.MAX_CHARS - "n,,n=user,r=".length());
    var client = new ScramClient("user", nonce);
    var server =
        new ScramServer(
            ScramFirst.parse(client.first()).orElseThrow(), PENCIL.verifier(), new Random(17));
    client.onChallenge(server.challenge());
    var proof = server.onFinal(client.last(PENCIL));
    assertThat(client.isProven(proof.orElseThrow(), PENCIL)).isTrue();
  }

  @Test
  void a_salted_password_is_shown_to_nobody() {
    assertThat(PENCIL.toString()).isEqualTo("(a password)");
    assertThat(PENCIL.isFor("W22ZaJ0SNY7soEsUEjb6gQ==", 4_096)).isTrue();
    assertThat(PENCIL.isFor("W22ZaJ0SNY7soEsUEjb6gQ==", 4_097)).isFalse();
    assertThat(PENCIL.isFor("c2FsdA==", 4_096)).isFalse();
  }
}
