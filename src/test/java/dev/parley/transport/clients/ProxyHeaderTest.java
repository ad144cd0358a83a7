package dev.parley.transport.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Seed;
import dev.parley.transport.clients.ProxyHeader.Incomplete;
import dev.parley.transport.clients.ProxyHeader.Read;
import dev.parley.transport.clients.ProxyHeader.Refused;
import dev.parley.transport.clients.ProxyHeader.Whole;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProxyHeaderTest {
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
  private static final byte[] IPV4 = {10, 1, 2, 3, 10, 1, 2, 4, 1, 1, 4, 87};
  private static final byte[] IPV6 = new byte[36];

  static {
    IPV6[0] = 0x20;
    IPV6[1] = 0x01;
    IPV6[15] = 7;
  }

  private static byte[] text(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] binary(int command, int family, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (var part : parts) content.writeBytes(part);
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(text(SIGNATURE));
    bytes.writeBytes(
        new byte[] {
          (byte) command, (byte) family, (byte) (content.size() >> 8), (byte) content.size()
        });
    bytes.writeBytes(content.toByteArray());
    return bytes.toByteArray();
  }

  private static Read read(byte[] bytes) {
    return new ProxyHeader().feed(bytes);
  }

  private static String client(byte[] header) {
    var bytes = Arrays.copyOf(header, header.length + 3);
    System.arraycopy(text("{\"o"), 0, bytes, header.length, 3);
    var whole = (Whole) read(bytes);
    assertThat(new String(whole.rest(), ISO_8859_1)).isEqualTo("{\"o");
    return whole.client().map(InetAddress::getHostAddress).orElse("nobody");
  }

  @Test
  void names_the_client_in_words_and_in_bytes() {
    assertThat(client(text("PROXY TCP4 10.1.2.3 10.1.2.4 257 1111\r\n"))).isEqualTo("10.1.2.3");
    assertThat(client(text("PROXY TCP6 2001:db8::7 ::1 65535 0\r\n")))
        .isEqualTo("2001:db8:0:0:0:0:0:7");
    assertThat(client(binary(0x21, 0x11, IPV4))).isEqualTo("10.1.2.3");
    assertThat(client(binary(0x21, 0x21, IPV6))).isEqualTo("2001:0:0:0:0:0:0:7");
  }

  @Test
  void what_follows_the_addresses_is_skipped() {
    var extension = new byte[] {0x05, 0, 3, 1, 2, 3};
    assertThat(client(binary(0x21, 0x11, IPV4, extension))).isEqualTo("10.1.2.3");
    assertThat(client(binary(0x21, 0x21, IPV6, extension, extension)))
        .isEqualTo("2001:0:0:0:0:0:0:7");
  }

  @Test
  void a_proxy_that_connects_for_itself_or_does_not_know_for_whom_names_nobody() {
    assertThat(client(binary(0x20, 0x00))).isEqualTo("nobody");
    assertThat(client(binary(0x20, 0x11, IPV4))).isEqualTo("nobody");
    assertThat(client(binary(0x21, 0x00))).isEqualTo("nobody");
    assertThat(client(binary(0x21, 0x31, new byte[216]))).isEqualTo("nobody");
    assertThat(client(binary(0x21, 0x12, IPV4))).isEqualTo("nobody");
    assertThat(client(text("PROXY UNKNOWN\r\n"))).isEqualTo("nobody");
    assertThat(client(text("PROXY UNKNOWN ffff::1 whatever else\r\n"))).isEqualTo("nobody");
  }

  @Test
  void a_header_may_come_in_pieces() {
    for (var header :
        new byte[][] {
          text("PROXY TCP4 10.1.2.3 10.1.2.4 257 1111\r\n"),
          text("PROXY UNKNOWN\r\n"),
          binary(0x21, 0x11, IPV4, new byte[300]),
          binary(0x20, 0x00)
        }) {
      var reader = new ProxyHeader();
      for (int i = 0; i < header.length - 1; i++)
        assertThat(reader.feed(new byte[] {header[i]})).isEqualTo(Incomplete.INSTANCE);
      assertThat(reader.feed(new byte[] {header[header.length - 1]})).isInstanceOf(Whole.class);
    }
  }

  @Test
  void anything_else_is_refused_as_soon_as_it_is_known() {
    for (var wrong :
        new String[] {
          "{",
          "PROXX",
          "proxy TCP4",
          "\r\n\r\nX",
          "PROXY TCP4 10.1.2.3 10.1.2.4 257\r\n",
          "PROXY TCP4 10.1.2.3 10.1.2.4 257 65536\r\n",
          "PROXY TCP4 10.1.2.3 10.1.2.4 01 2\r\n",
          "PROXY TCP4 10.1.2.256 10.1.2.4 1 2\r\n",
          "PROXY TCP4 ::1 ::1 1 2\r\n",
          "PROXY TCP6 10.1.2.3 10.1.2.4 1 2\r\n",
          "PROXY TCP4  10.1.2.3 10.1.2.4 1 2\r\n",
          "PROXY TCP4 example.org 10.1.2.4 1 2\r\n",
          "PROXY \r\n",
          "PROXY TCP4\r\n",
          "PROXY UDP4 10.1.2.3 10.1.2.4 1 2\r\n",
          "PROXY TCP4 10.1.2.3 10.1.2.4 1 2 \r\n"
        }) assertThat(read(text(wrong))).as(wrong).isEqualTo(Refused.INSTANCE);
    assertThat(read(binary(0x11, 0x11, IPV4))).as("version 1").isEqualTo(Refused.INSTANCE);
    assertThat(read(binary(0x22, 0x11, IPV4))).as("command 2").isEqualTo(Refused.INSTANCE);
    assertThat(read(binary(0x21, 0x11, Arrays.copyOf(IPV4, 11)))).isEqualTo(Refused.INSTANCE);
    assertThat(read(binary(0x21, 0x21, Arrays.copyOf(IPV6, 35)))).isEqualTo(Refused.INSTANCE);
  }

  @Test
  void a_header_has_an_end() {
    var words = "PROXY UNKNOWN " + "x".repeat(ProxyHeader.MAX_TEXT_BYTES);
    var fits = words.substring(0, ProxyHeader.MAX_TEXT_BYTES - 2) + "\r\n";
    assertThat(client(text(fits))).isEqualTo("nobody");
    assertThat(read(text(words.substring(0, ProxyHeader.MAX_TEXT_BYTES - 1))))
        .isEqualTo(Incomplete.INSTANCE);
    assertThat(read(text(words.substring(0, ProxyHeader.MAX_TEXT_BYTES))))
        .isEqualTo(Refused.INSTANCE);
    int most = ProxyHeader.MAX_BYTES - 16;
    assertThat(client(binary(0x21, 0x11, IPV4, new byte[most - IPV4.length])))
        .isEqualTo("10.1.2.3");
    var tooLong = binary(0x21, 0x11, IPV4, new byte[most + 1 - IPV4.length]);
    assertThat(read(Arrays.copyOf(tooLong, 16))).as("its head").isEqualTo(Refused.INSTANCE);
  }

  @Test
  void whatever_arrives_is_read_or_refused() {
    var random = Seed.next().random();
    var headers =
        new byte[][] {
          text("PROXY TCP6 2001:db8::7 ::1 65535 0\r\n"),
          binary(0x21, 0x11, IPV4, new byte[20]),
          binary(0x21, 0x21, IPV6)
        };
    for (int i = 0; i < 20_000; i++) {
      var bytes = headers[i % headers.length].clone();
      for (int n = random.nextInt(4); n >= 0; n--)
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      var reader = new ProxyHeader();
      int cut = random.nextInt(bytes.length);
      if (reader.feed(Arrays.copyOf(bytes, cut)) == Incomplete.INSTANCE)
        assertThat(reader.feed(Arrays.copyOfRange(bytes, cut, bytes.length))).isNotNull();
    }
  }
}
