package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class ScramTest {
  private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  @Test
  void derives_the_keys_of_the_example_in_rfc_7677() throws Exception {
    // RFC 7677, section 3: user "user", password "pencil". The RFC shows the proof and the server's
    // signature, from which StoredKey and ServerKey are checked as the two sides would.
    var salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    var verifier = Scram.derive("pencil", salt, 4_096);
    var nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    var authMessage =
        "n=user,r=rOprNGfwEbeRWgbNEkqO,r="
            + nonce
            + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r="
            + nonce;

    var serverSignature = hmac(decoded(verifier.serverKey()), authMessage);
    assertThat(Base64.getEncoder().encodeToString(serverSignature))
        .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");

    var clientKey = decoded("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    var clientSignature = hmac(decoded(verifier.storedKey()), authMessage);
    for (int i = 0; i < clientKey.length; i++) clientKey[i] ^= clientSignature[i];
    assertThat(MessageDigest.getInstance("SHA-256").digest(clientKey))
        .isEqualTo(decoded(verifier.storedKey()));
  }

  @Test
  void match_the_password_that_a_verifier_was_derived_from_and_no_other() {
    var verifier = Scram.derive("correct horse", SALT, 10);
    assertThat(Scram.matches("correct horse", verifier)).isTrue();
    assertThat(Scram.matches("correct horsf", verifier)).isFalse();
    assertThat(Scram.matches("", verifier)).isFalse();
  }

  @Test
  void match_a_password_however_its_accents_were_typed() {
    var composed = Scram.derive("caf\u00e9 \u5317\u4eac", SALT, 10);
    assertThat(Scram.matches("cafe\u0301 \u5317\u4eac", composed)).isTrue();
  }

  @Test
  void give_other_keys_for_another_salt() {
    var other = "another salt....".getBytes(StandardCharsets.US_ASCII);
    assertThat(Scram.derive("correct horse", SALT, 10).storedKey())
        .isNotEqualTo(Scram.derive("correct horse", other, 10).storedKey());
  }

  @Test
  void match_nothing_with_a_verifier_that_cannot_be_one_and_take_no_time_over_it() {
    for (var salt : new String[] {"", "no base64!"}) {
      assertThat(Scram.matches("x", new ScramVerifier(salt, 10, "k", "v"))).isFalse();
    }
    for (int iterations : new int[] {Integer.MIN_VALUE, 0, Scram.MAX_ITERATIONS + 1}) {
      assertThat(Scram.matches("x", new ScramVerifier("c2FsdA==", iterations, "k", "v"))).isFalse();
    }
  }

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
