package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
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

  static final class Reader extends ArrayReader<ChatSnapshot> {
    private static final long serialVersionUID = 1;

    Reader() {
      super(ChatSnapshot.class);
    }

    @Override
    ChatSnapshot components(JsonParser in, DeserializationContext context) throws IOException {
      long lamport = nextNumber(in, context);
      var accounts = nextList(Account.class, in, context);
      var streams = nextList(StreamState.class, in, context);
      var mails = nextList(Mail.class, in, context);
      var servers = nextList(Server.class, in, context);
      var sessions = nextList(Session.class, in, context);
      var registry = nextList(AccountLog.class, in, context);
      List<AccountLogouts> logouts = List.of();
      List<BlockEntry> blocks = List.of();
      if (!isOver(in)) {
        logouts = presentList(AccountLogouts.class, in, context);
        blocks = nextList(BlockEntry.class, in, context);
        end(in, context);
      }
      return new ChatSnapshot(
          lamport, accounts, streams, mails, servers, sessions, registry, blocks, logouts);
    }
  }
}
