package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierRulesTest {
  private static final int ITERATIONS = 4_096;
  private static final VerifierRules RULES = new VerifierRules(ITERATIONS, new byte[] {17});
  private static final UserName FANG = UserName.of("fang");

  @Test
  void a_verifier_that_a_server_would_make_is_taken() {
    var verifier = Scram.derive("correct horse", new byte[Scram.SALT_BYTES], ITERATIONS);
    assertThat(RULES.refusal(verifier)).isEmpty();
    assertThat(ScramVerifier.parse(verifier.text())).contains(verifier);
  }

  @Test
  void a_verifier_of_other_terms_is_refused() {
    var other = Scram.derive("correct horse", new byte[Scram.SALT_BYTES], ITERATIONS + 1);
    var saltier = Scram.derive("correct horse", new byte[Scram.SALT_BYTES + 1], ITERATIONS);
    var good = Scram.derive("correct horse", new byte[Scram.SALT_BYTES], ITERATIONS);
    var keys = Base64.getEncoder().encodeToString(new byte[31]);
    var short1 = new ScramVerifier(good.salt(), ITERATIONS, keys, good.serverKey());
    var short2 = new ScramVerifier(good.salt(), ITERATIONS, good.storedKey(), keys);
    for (var verifier : new ScramVerifier[] {other, saltier, short1, short2, ScramVerifier.NONE}) {
      var refusal = RULES.refusal(verifier).orElseThrow();
      assertThat(refusal.code()).isEqualTo(Refusal.Code.PASSWORD_INVALID);
      assertThat(refusal.text()).contains("4096 iterations", "16 bytes");
    }
  }

  @Test
  void base64_that_has_another_form_is_refused() {
    // Equal bytes would then be another text: two forms of one salt.
    var good = Scram.derive("correct horse", new byte[Scram.SALT_BYTES], ITERATIONS);
    var unpadded =
        new ScramVerifier(
            good.salt().replace("=", ""), ITERATIONS, good.storedKey(), good.serverKey());
    assertThat(RULES.refusal(unpadded)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SCRAM-SHA-256",
        "SCRAM-SHA-1$4096:c2FsdA==$a2V5:a2V5",
        "SCRAM-SHA-256$0:c2FsdA==$a2V5:a2V5",
        "SCRAM-SHA-256$-1:c2FsdA==$a2V5:a2V5",
        "SCRAM-SHA-256$99999999999:c2FsdA==$a2V5:a2V5",
        "SCRAM-SHA-256$4096:c2FsdA==$a2V5",
        "SCRAM-SHA-256$4096:c2 FsdA==$a2V5:a2V5",
        "SCRAM-SHA-256$4096:$:",
      })
  void a_text_of_another_form_is_no_verifier(String text) {
    assertThat(ScramVerifier.parse(text)).isEmpty();
  }

  @Test
  void a_text_that_is_too_long_is_no_verifier() {
    assertThat(ScramVerifier.parse("SCRAM-SHA-256$4096:" + "A".repeat(1 << 20) + "$a2V5:a2V5"))
        .isEmpty();
  }

  @Test
  void a_name_that_nobody_has_looks_like_one_that_somebody_has() {
    var fake = RULES.fake(FANG);
    assertThat(RULES.refusal(fake)).as("such a one could have been registered").isEmpty();
    assertThat(RULES.fake(UserName.of("FANG"))).isEqualTo(fake);
    assertThat(new VerifierRules(ITERATIONS, new byte[] {17}).fake(FANG)).isEqualTo(fake);
  }

  @Test
  void the_salt_of_a_name_that_nobody_has_can_be_foretold_by_nobody() {
    var salt = RULES.fake(FANG).salt();
    assertThat(RULES.fake(UserName.of("shao")).salt()).isNotEqualTo(salt);
    assertThat(new VerifierRules(ITERATIONS, new byte[] {18}).fake(FANG).salt()).isNotEqualTo(salt);
  }
}
