package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import dev.parley.chat.accounts.LeaderMessage.Found;
import dev.parley.chat.accounts.Scram;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MessageCborTest {
  private static final Found FOUND =
      new Found(
          UserName.of("fang"),
          Scram.derive("correct horse", new byte[Scram.SALT_BYTES], 1),
          new Endpoint("fd00::5", 1111),
          17);

  /** Members of before ask leaders of today, and the other way round. */
  @Test
  void an_assigned_server_is_a_text_on_the_wire_as_it_always_was() throws IOException {
    var bytes = MessageCbor.MAPPER.writeValueAsBytes(FOUND);

    assertThat(MessageCbor.MAPPER.readTree(bytes).get(2).textValue()).isEqualTo("[fd00::5]:1111");
    assertThat(MessageCbor.MAPPER.readValue(bytes, Found.class)).isEqualTo(FOUND);
  }

  @Test
  void a_text_that_is_no_address_is_refused() throws IOException {
    var tree = MessageCbor.MAPPER.readTree(MessageCbor.MAPPER.writeValueAsBytes(FOUND));
    for (var text : new String[] {"", "h", ":1", "h:0", "h:65536", "h:x", "h:"}) {
      var forged = MessageCbor.MAPPER.createArrayNode().add(tree.get(0)).add(tree.get(1));
      var bytes = MessageCbor.MAPPER.writeValueAsBytes(forged.add(text).add(17));
      assertThatThrownBy(() -> MessageCbor.MAPPER.readValue(bytes, Found.class))
          .as(text)
          .isInstanceOf(JsonMappingException.class);
    }
  }
}
