package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.protocol.Member;
import java.io.IOException;
import java.util.List;

/**
 * An account log as an array: as before there were rules about who may register, and those at its
 * end if any were made. So every version can read a log without.
 */
final class AccountLogCbor {
  private AccountLogCbor() {}

  static final class Writer extends StdSerializer<AccountLog> {
    private static final long serialVersionUID = 1;

    Writer() {
      super(AccountLog.class);
    }

    @Override
    public void serialize(AccountLog log, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray();
      provider.defaultSerializeValue(log.founding(), out);
      provider.defaultSerializeValue(log.committed(), out);
      provider.defaultSerializeValue(log.voters(), out);
      provider.defaultSerializeValue(log.primary(), out);
      provider.defaultSerializeValue(log.known(), out);
      provider.defaultSerializeValue(log.pending(), out);
      if (!log.rules().equals(RegistrationRules.NONE))
        provider.defaultSerializeValue(log.rules(), out);
      out.writeEndArray();
    }
  }

  static final class Reader extends StdDeserializer<AccountLog> {
    private static final long serialVersionUID = 1;

    Reader() {
      super(AccountLog.class);
    }

    @Override
    public AccountLog deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      if (!in.hasToken(JsonToken.START_ARRAY)) return mismatch(context);
      in.nextToken();
      var founding = record(in, context, Founding.class);
      in.nextToken();
      var committed = record(in, context, Position.class);
      var voters = list(in, context, String.class);
      var primary = list(in, context, Member.class);
      var known = list(in, context, Member.class);
      var pending = list(in, context, AccountLogEntry.class);
      var rules = RegistrationRules.NONE;
      if (in.nextToken() != JsonToken.END_ARRAY) {
        rules = record(in, context, RegistrationRules.class);
        if (in.nextToken() != JsonToken.END_ARRAY) return mismatch(context);
      }
      return new AccountLog(founding, committed, voters, primary, known, pending, rules);
    }

    private static <T> T record(JsonParser in, DeserializationContext context, Class<T> type)
        throws IOException {
      var read = in.hasToken(JsonToken.START_ARRAY) ? context.readValue(in, type) : null;
      return read == null ? context.reportInputMismatch(type, "no array") : read;
    }

    private static <T> List<T> list(JsonParser in, DeserializationContext context, Class<T> type)
        throws IOException {
      if (in.nextToken() != JsonToken.START_ARRAY)
        return context.reportInputMismatch(AccountLog.class, "no list");
      var listOf = context.getTypeFactory().constructCollectionType(List.class, type);
      List<T> read = context.readValue(in, listOf);
      return List.copyOf(read); // no null in it
    }

    private static AccountLog mismatch(DeserializationContext context) throws IOException {
      return context.reportInputMismatch(AccountLog.class, "no account log");
    }
  }
}
