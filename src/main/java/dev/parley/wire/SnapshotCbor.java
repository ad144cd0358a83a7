package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.parley.chat.AccountLogouts;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatSnapshot.Server;
import dev.parley.chat.ChatSnapshot.Session;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.Mail;
import java.io.IOException;
import java.util.List;

/**
 * A state, or a part of one, as an array of its lists. The lists that came later are left out at
 * the end as long as all of them are empty, so that every version reads a state that has nothing
 * new.
 */
final class SnapshotCbor {
  private SnapshotCbor() {}

  static final class Writer extends StdSerializer<ChatSnapshot> {
    private static final long serialVersionUID = 1;

    Writer() {
      super(ChatSnapshot.class);
    }

    @Override
    public void serialize(ChatSnapshot state, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      boolean isLonger = !state.logouts().isEmpty() || !state.blocks().isEmpty();
      out.writeStartArray(); // without a length, as earlier versions wrote it
      out.writeNumber(state.lamport());
      provider.defaultSerializeValue(state.accounts(), out);
      provider.defaultSerializeValue(state.streams(), out);
      provider.defaultSerializeValue(state.mails(), out);
      provider.defaultSerializeValue(state.servers(), out);
      provider.defaultSerializeValue(state.sessions(), out);
      provider.defaultSerializeValue(state.registry(), out);
      if (isLonger) {
        provider.defaultSerializeValue(state.logouts(), out);
        provider.defaultSerializeValue(state.blocks(), out);
      }
      out.writeEndArray();
    }
  }

  static final class Reader extends StdDeserializer<ChatSnapshot> {
    private static final long serialVersionUID = 1;

    Reader() {
      super(ChatSnapshot.class);
    }

    @Override
    public ChatSnapshot deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      if (!in.hasToken(JsonToken.START_ARRAY)) return mismatch(context);
      if (in.nextToken() != JsonToken.VALUE_NUMBER_INT) return mismatch(context);
      long lamport = in.getLongValue();
      var accounts = list(Account.class, in, context);
      var streams = list(StreamState.class, in, context);
      var mails = list(Mail.class, in, context);
      var servers = list(Server.class, in, context);
      var sessions = list(Session.class, in, context);
      var registry = list(AccountLog.class, in, context);
      List<AccountLogouts> logouts = List.of();
      List<BlockEntry> blocks = List.of();
      if (in.nextToken() != JsonToken.END_ARRAY) {
        logouts = present(AccountLogouts.class, in, context);
        blocks = list(BlockEntry.class, in, context);
        if (in.nextToken() != JsonToken.END_ARRAY) return mismatch(context);
      }
      return new ChatSnapshot(
          lamport, accounts, streams, mails, servers, sessions, registry, blocks, logouts);
    }

    private static <T> List<T> list(Class<T> of, JsonParser in, DeserializationContext context)
        throws IOException {
      in.nextToken();
      return present(of, in, context);
    }

    private static <T> List<T> present(Class<T> of, JsonParser in, DeserializationContext context)
        throws IOException {
      if (!in.hasToken(JsonToken.START_ARRAY)) mismatch(context);
      var type = context.getTypeFactory().constructCollectionType(List.class, of);
      return context.readValue(in, type);
    }

    private static ChatSnapshot mismatch(DeserializationContext context) throws IOException {
      return context.reportInputMismatch(ChatSnapshot.class, "no state");
    }
  }
}
