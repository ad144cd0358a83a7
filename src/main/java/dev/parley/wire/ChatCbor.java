package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import java.io.IOException;

/**
 * The mapper of the chat's records: CBOR, records as arrays, user names as texts. For bytes from
 * members of the group; limits and form are checked nevertheless.
 */
final class ChatCbor {
  private ChatCbor() {}

  /** A mapper that reads documents of up to {@code maxBytes}. */
  static ObjectMapper mapper(long maxBytes) {
    return StrictCbor.mapper(maxBytes, names());
  }

  static SimpleModule names() {
    return new SimpleModule("names")
        .addSerializer(UserName.class, new NameWriter())
        .addDeserializer(UserName.class, new NameReader())
        .addSerializer(ChatSnapshot.class, new SnapshotCbor.Writer())
        .addDeserializer(ChatSnapshot.class, new SnapshotCbor.Reader())
        .addSerializer(StreamState.class, new StreamStateCbor.Writer())
        .addDeserializer(StreamState.class, new StreamStateCbor.Reader())
        .addSerializer(Founding.class, new FoundingCbor.Writer())
        .addDeserializer(Founding.class, new FoundingCbor.Reader())
        .addSerializer(AccountLog.class, new AccountLogCbor.Writer())
        .addDeserializer(AccountLog.class, new AccountLogCbor.Reader())
        .addSerializer(Room.class, new RoomCbor.Writer())
        .addDeserializer(Room.class, new RoomCbor.Reader())
        .addDeserializer(String.class, new TextReader())
        .addKeyDeserializer(String.class, new KeyReader());
  }

  private static final class NameWriter extends StdSerializer<UserName> {
    private static final long serialVersionUID = 1;

    NameWriter() {
      super(UserName.class);
    }

    @Override
    public void serialize(UserName name, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(name.spelling());
    }
  }

  private static final class NameReader extends StdDeserializer<UserName> {
    private static final long serialVersionUID = 1;

    NameReader() {
      super(UserName.class);
    }

    @Override
    public UserName deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return UserName.of(in.getValueAsString(""));
    }
  }

  /**
   * Jackson makes halves of characters from bytes that are no UTF-8, and fails to write them; the
   * character 0 is one that not every database stores.
   */
  private static boolean isText(String text) {
    return TextRules.isWhole(text) && text.indexOf(0) < 0;
  }

  private static final class TextReader extends StdDeserializer<String> {
    private static final long serialVersionUID = 1;

    TextReader() {
      super(String.class);
    }

    @Override
    public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
      var text = in.hasToken(JsonToken.VALUE_STRING) ? in.getText() : null;
      if (text == null || !isText(text)) {
        return context.reportInputMismatch(String.class, "not a text");
      }
      return text;
    }
  }

  private static final class KeyReader extends KeyDeserializer {
    @Override
    public Object deserializeKey(String key, DeserializationContext context) throws IOException {
      if (!isText(key)) context.reportInputMismatch(String.class, "not a text");
      return key;
    }
  }
}
