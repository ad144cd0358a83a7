package dev.parley.tls;

import static dev.parley.tls.TestCertificates.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemCertificateTest {
  private static final KeyPair RSA = TestCertificates.pair("RSA");
  private static final KeyPair EC = TestCertificates.pair("EC");

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void reads_a_chain_and_its_key(String kind) {
    var pair = TestCertificates.pair(kind);
    var own = TestCertificates.own(pair, NOW.plus(Duration.ofDays(90)));
    var read =
        PemCertificate.parse(
            "# from some authority\n" + TestCertificates.pem(own),
            TestCertificates.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    assertThat(read.chain()).isEqualTo(own.chain()).hasSize(2);
    assertThat(read.key()).isEqualTo(pair.getPrivate());
  }

  @Test
  void reads_keys_in_the_forms_of_before_pkcs_8() {
    var rsa = (RSAPrivateCrtKey) RSA.getPrivate();
    var bareRsa =
        Der.sequence(
            Der.integer(BigInteger.ZERO),
            Der.integer(rsa.getModulus()),
            Der.integer(rsa.getPublicExponent()),
            Der.integer(rsa.getPrivateExponent()),
            Der.integer(rsa.getPrimeP()),
            Der.integer(rsa.getPrimeQ()),
            Der.integer(rsa.getPrimeExponentP()),
            Der.integer(rsa.getPrimeExponentQ()),
            Der.integer(rsa.getCrtCoefficient()));
    assertThat(parse(RSA, TestCertificates.pem("RSA PRIVATE KEY", bareRsa)).key())
        .isEqualTo(RSA.getPrivate());
    var number = ((ECPrivateKey) EC.getPrivate()).getS().toByteArray();
    var padded = new byte[32];
    int length = Math.min(32, number.length);
    System.arraycopy(number, number.length - length, padded, 32 - length, length);
    var bareEc = Der.sequence(Der.integer(BigInteger.ONE), Der.octets(padded));
    var withParameters =
        TestCertificates.pem("EC PARAMETERS", new byte[] {6, 0})
            + TestCertificates.pem("EC PRIVATE KEY", bareEc);
    assertThat(((ECPrivateKey) parse(EC, withParameters).key()).getS())
        .isEqualTo(((ECPrivateKey) EC.getPrivate()).getS());
  }

  private static NodeCertificate parse(KeyPair pair, String key) {
    var own = TestCertificates.own(pair, NOW.plus(Duration.ofDays(90)));
    return PemCertificate.parse(TestCertificates.pem(own), key);
  }

  @Test
  void refuses_what_is_of_no_use_with_the_reason() {
    var right = TestCertificates.pem("PRIVATE KEY", EC.getPrivate().getEncoded());
    var another = TestCertificates.pair("EC").getPrivate().getEncoded();
    refused(TestCertificates.pem("PRIVATE KEY", another), "the key is not that of it");
    refused(TestCertificates.pem("PRIVATE KEY", RSA.getPrivate().getEncoded()), "not that of it");
    refused(TestCertificates.pem("PRIVATE KEY", new byte[] {1, 2}), "the key is damaged");
    refused(TestCertificates.pem("EC PRIVATE KEY", new byte[] {1, 2}), "the key is damaged");
    refused(TestCertificates.pem("ENCRYPTED PRIVATE KEY", another), "without a passphrase");
    refused("", "no block BEGIN PRIVATE KEY");
    refused(right.substring(0, right.length() - 5), "no block BEGIN PRIVATE KEY");
    for (var certificates : new String[] {"", right})
      assertThatThrownBy(() -> PemCertificate.parse(certificates, right))
          .hasMessage("it has no block BEGIN CERTIFICATE");
    var damaged = TestCertificates.pem("CERTIFICATE", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> PemCertificate.parse(damaged, right))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a certificate of it is damaged");
  }

  private static void refused(String key, String reason) {
    assertThatThrownBy(() -> parse(EC, key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void takes_sixteen_certificates_and_no_more() {
    var own = TestCertificates.own(EC, NOW.plus(Duration.ofDays(90)));
    var many = TestCertificates.pem(own).repeat(PemCertificate.MAX_CERTIFICATES);
    var key = TestCertificates.pem("PRIVATE KEY", EC.getPrivate().getEncoded());
    assertThat(PemCertificate.parse(many, key).chain()).hasSize(PemCertificate.MAX_CERTIFICATES);
  }

  @Test
  void the_kind_of_a_key_is_the_first_part_of_its_public_one() {
    var kind = Der.firstOf(EC.getPublic().getEncoded());
    assertThat(kind)
        .isEqualTo(
            Der.sequence(
                Der.identifier("1.2.840.10045.2.1"), Der.identifier("1.2.840.10045.3.1.7")));
    var rsa = Der.firstOf(RSA.getPublic().getEncoded());
    assertThat(Arrays.copyOf(rsa, 2)).containsExactly(0x30, 13);
  }
}
