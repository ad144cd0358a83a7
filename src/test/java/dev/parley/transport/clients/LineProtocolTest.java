package dev.parley.transport.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import dev.parley.session.dialect.DialectChooser.Choice;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineProtocolTest {
  private static final String HIDE = "\u00ff\u00fb\1";
  private static final String SHOW = "\u00ff\u00fc\1\r\n";

  private final LineProtocol protocol = new LineProtocol(Optional.empty());

  @Test
  void knows_no_dialect_before_the_first_byte() {
    feed("");
    assertThat(protocol.dialect()).isEmpty();
  }

  @Test
  void leaves_the_bytes_of_a_program_alone() {
    feed("{\u00ff\u00fd\1\r\n");

    assertThat(protocol.dialect()).contains(Choice.JSON);
    assertThat(protocol.next()).contains(Line.NotUtf8.INSTANCE);
    protocol.setTyping(true);
    assertThat(replies()).isEmpty();
  }

  @Test
  void takes_telnet_commands_out_of_what_a_person_types() {
    feed("\u00ff\u00fd\3fang\r\n");

    assertThat(protocol.dialect()).contains(Choice.TEXT);
    assertThat(protocol.next()).contains(new Line.Text("fang"));
    assertThat(replies()).isEqualTo("\u00ff\u00fc\3");
  }

  @Test
  void hides_the_typing_of_a_client_that_ends_lines_as_telnet_does() {
    feed("fang\r\n");
    protocol.next();

    protocol.setTyping(true);
    assertThat(replies()).isEqualTo(HIDE);
    protocol.setTyping(false);
    assertThat(replies()).isEqualTo(SHOW);
  }

  @Test
  void hides_the_typing_of_a_client_that_sent_a_telnet_command() {
    feed("\u00ff\u00f1fang\n");
    protocol.next();

    protocol.setTyping(true);
    assertThat(replies()).isEqualTo(HIDE);
  }

  @Test
  void sends_no_telnet_to_nc() {
    feed("fang\n");
    protocol.next();

    protocol.setTyping(true);
    protocol.setTyping(false);
    assertThat(replies()).isEmpty();
  }

  @Test
  void writes_text_as_utf_8_and_nothing_as_nothing() {
    assertThat(protocol.encode("é\n")).containsExactly(ByteString.fromString("\u00e9\n"));
    assertThat(protocol.encode("")).isEmpty();
    assertThat(protocol.takeReplies()).isEmpty();
  }

  private void feed(String bytes) {
    protocol.feed(bytes.getBytes(ISO_8859_1));
  }

  private String replies() {
    var replies = ByteString.createBuilder();
    protocol.takeReplies().forEach(replies::append);
    return replies.result().decodeString(ISO_8859_1);
  }
}
