package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRules;
import java.io.IOException;

/**
 * A room as an array: as before there were {@link RoomRules}, and these at its end if any were
 * made. So every version that knows rooms can read a room without.
 */
final class RoomCbor {
  private RoomCbor() {}

  static final class Writer extends StdSerializer<Room> {
    private static final long serialVersionUID = 1;

    Writer() {
      super(Room.class);
    }

    @Override
    public void serialize(Room room, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray(); // without a length, as earlier versions wrote it
      provider.defaultSerializeValue(room.name(), out);
      out.writeNumber(room.claim());
      out.writeString(room.topic());
      out.writeBoolean(room.isOpen());
      provider.defaultSerializeValue(room.members(), out);
      provider.defaultSerializeValue(room.invited(), out);
      if (!room.rules().equals(RoomRules.NONE)) provider.defaultSerializeValue(room.rules(), out);
      out.writeEndArray();
    }
  }

  static final class Reader extends ArrayReader<Room> {
    private static final long serialVersionUID = 1;

    Reader() {
      super(Room.class);
    }

    @Override
    Room components(JsonParser in, DeserializationContext context) throws IOException {
      var name = next(RoomName.class, in, context);
      long claim = nextNumber(in, context);
      if (in.nextToken() != JsonToken.VALUE_STRING) mismatch(context);
      String topic = context.readValue(in, String.class);
      in.nextToken();
      boolean isOpen = in.hasToken(JsonToken.VALUE_TRUE);
      if (!isOpen && !in.hasToken(JsonToken.VALUE_FALSE)) mismatch(context);
      var members = nextList(RoomMember.class, in, context);
      var invited = nextList(RoomAccount.class, in, context);
      var rules = RoomRules.NONE;
      if (!isOver(in)) {
        rules = present(RoomRules.class, in, context);
        end(in, context);
      }
      return new Room(name, claim, topic, isOpen, members, invited, rules);
    }
  }
}
