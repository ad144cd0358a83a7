package dev.parley.wire;

import dev.parley.chat.RoomTyping;
import dev.parley.chat.Typing;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.observe.TraceMessage;
import dev.parley.protocol.Message;
import dev.parley.protocol.election.ElectionMessage.Announcement;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.HopAck;
import dev.parley.protocol.election.ElectionMessage.LiveList;
import dev.parley.protocol.election.ElectionMessage.Nominate;
import dev.parley.protocol.election.ElectionMessage.NominateAck;
import dev.parley.protocol.failure.FailureMessage.ConfirmRequest;
import dev.parley.protocol.failure.FailureMessage.ConfirmResponse;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.Fetching;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.InstallAck;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.LeaderHere;
import dev.parley.protocol.membership.MembershipMessage.Leave;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import dev.parley.protocol.membership.MembershipMessage.Relayed;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import dev.parley.protocol.reach.ReachMessage.MulticastHeard;
import dev.parley.protocol.version.VersionMessage.Hello;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The byte that names each message on the wire. A code is for ever: new messages are appended to
 * their family, and a code whose message is gone is not used again. See {@code doc/wire-format.md}.
 */
final class MessageTypes {
  /** The one message that is read whatever the version of its datagram is. */
  static final int HELLO = 0x34;

  static final MessageTypes ALL =
      new MessageTypes()
          .family(0x10, Discover.class, LeaderHere.class, Announce.class, JoinReady.class)
          .family(0x14, Leave.class, Prepare.class, PrepareReject.class, FlushOk.class)
          .family(0x18, Cut.class, Flushed.class, Install.class, InstallAck.class)
          .family(0x1c, Relayed.class, Fetching.class)
          .family(0x30, Heartbeat.class, ConfirmRequest.class, ConfirmResponse.class)
          .family(0x33, MulticastHeard.class)
          .family(HELLO, Hello.class)
          .family(0x40, LiveList.class, Elect.class, Announcement.class, HopAck.class)
          .family(0x44, Nominate.class, NominateAck.class)
          .family(0x60, LeaderMessage.Ask.class, LeaderMessage.Answer.class)
          .family(0x62, LeaderMessage.AskTime.class, LeaderMessage.TellTime.class)
          .family(0x64, Typing.class)
          .family(0x65, TraceMessage.Watch.class, TraceMessage.Glance.class)
          .family(0x67, TraceMessage.Points.class)
          .family(0x68, RoomTyping.class)
          .one(0x50, Data.class, new DataBody())
          .one(0x51, Nak.class, new NakBody())
          .one(0x52, Acknowledged.class, new AcknowledgedBody());

  /** One message: its code, its class, and how its body is written. */
  record Type(int code, Class<? extends Message> message, MessageBody body) {}

  private final Map<Integer, Type> byCode = new LinkedHashMap<>();
  private final Map<Class<? extends Message>, Type> byClass = new LinkedHashMap<>();

  private MessageTypes() {}

  Optional<Type> of(Message message) {
    return Optional.ofNullable(byClass.get(message.getClass()));
  }

  Optional<Type> of(int code) {
    return Optional.ofNullable(byCode.get(code));
  }

  Set<Class<? extends Message>> messages() {
    return byClass.keySet();
  }

  /** Messages with CBOR bodies, numbered from {@code firstCode}. */
  @SafeVarargs
  private MessageTypes family(int firstCode, Class<? extends Message>... messages) {
    for (int i = 0; i < messages.length; i++) {
      one(firstCode + i, messages[i], new CborBody(messages[i]));
    }
    return this;
  }

  private MessageTypes one(int code, Class<? extends Message> message, MessageBody body) {
    var type = new Type(code, message, body);
    if (byCode.put(code, type) != null || byClass.put(message, type) != null) {
      throw new IllegalStateException("code " + code + " or " + message + " is taken");
    }
    return this;
  }
}
