package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.rooms.Rooms;
import dev.parley.protocol.Member;
import java.io.IOException;

/**
 * An account log as an array: as before there were rules about who may register, and those at its
 * end if any were made, or if there ever was a room: rooms follow then. So every version can read a
 * log without.
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
      boolean hasRooms = log.rooms().wereAny();
      if (hasRooms || !log.rules().equals(RegistrationRules.NONE))
        provider.defaultSerializeValue(log.rules(), out);
      if (hasRooms) provider.defaultSerializeValue(log.rooms(), out);
      out.writeEndArray();
    }
  }

  static final class Reader extends ArrayReader<AccountLog> {
    private static final long serialVersionUID = 1;

    Reader() {
      super(AccountLog.class);
    }

    @Override
    AccountLog components(JsonParser in, DeserializationContext context) throws IOException {
      var founding = next(Founding.class, in, context);
      var committed = next(Position.class, in, context);
      var voters = nextList(String.class, in, context);
      var primary = nextList(Member.class, in, context);
      var known = nextList(Member.class, in, context);
      var pending = nextList(AccountLogEntry.class, in, context);
      var rules = RegistrationRules.NONE;
      var rooms = Rooms.NONE;
      if (!isOver(in)) {
        rules = present(RegistrationRules.class, in, context);
        if (!isOver(in)) {
          rooms = present(Rooms.class, in, context);
          end(in, context);
        }
      }
      return new AccountLog(founding, committed, voters, primary, known, pending, rules, rooms);
    }
  }
}
