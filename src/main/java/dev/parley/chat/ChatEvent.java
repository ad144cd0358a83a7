package dev.parley.chat;

import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Device;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import java.util.ArrayList;
import java.util.List;

/** An event of the chat, multicast in causal order and applied by every replica. */
public sealed interface ChatEvent {
  /** An event with a number in the stream of a client. */
  interface Sent {
    Mail mail();
  }

  record MailSent(Mail mail) implements ChatEvent, Sent {}

  /**
   * {@code mail} is a {@link RoomPost}, of which a copy waits for each of {@code receivers}: the
   * members as the sender's server knew them, so that all servers take the same ones, whatever else
   * has arrived there.
   */
  record PostSent(Mail mail, List<RoomPost.Receiver> receivers) implements ChatEvent, Sent {
    public PostSent {
      receivers = List.copyOf(receivers);
      if (receivers.size() > Room.MAX_MEMBERS)
        throw new IllegalArgumentException(receivers.size() + " receivers of a post");
    }

    /** As the multicast has delivered it, with its clock. */
    public PostSent withClock(VersionVector delivered) {
      return new PostSent(mail.withClock(delivered), receivers);
    }
  }

  /**
   * All mail of {@code stream} up to number {@code upTo}; {@code sender} is the number of the
   * sender's claim, or {@link ClaimPair#ANY}.
   */
  record StreamMark(ClientStream stream, long upTo, long sender) {
    StreamMark(ClientStream stream, long upTo) {
      this(stream, upTo, ClaimPair.ANY);
    }
  }

  /** {@code user}, of this claim, was shown all mail that the marks cover. */
  record MailAcknowledged(UserName user, List<StreamMark> marks, long claim) implements ChatEvent {
    public MailAcknowledged {
      marks = List.copyOf(marks);
    }

    public MailAcknowledged(UserName user, List<StreamMark> marks) {
      this(user, marks, ClaimPair.ANY);
    }
  }

  /** {@code sender}, of this claim, was notified that these messages went to nobody. */
  record ReturnsTold(UserName sender, List<MessageId> ids, long claim) implements ChatEvent {
    /** A longer list is multicast in several events. */
    public static final int MAX_IDS = 500;

    public ReturnsTold {
      ids = List.copyOf(ids);
      if (ids.size() > MAX_IDS)
        throw new IllegalArgumentException(ids.size() + " messages in one event");
    }
  }

  /** The leader decided that these messages have waited for too long. */
  record MailExpired(List<MessageId> ids) implements ChatEvent {
    public MailExpired {
      ids = List.copyOf(ids);
    }
  }

  /**
   * {@code stream} is forgotten up to number {@code upTo}, having been used last at {@code usedMs};
   * {@code sender} is as in {@link StreamMark}. Of a stream that stands for one that was forgotten,
   * nothing is left.
   */
  record ForgottenStream(ClientStream stream, long upTo, long usedMs, long sender) {}

  /** The leader decided that these streams have not been used for long. */
  record StreamsForgotten(List<ForgottenStream> streams) implements ChatEvent {
    /** A longer list is multicast in several events. */
    public static final int MAX_STREAMS = 200;

    public StreamsForgotten {
      streams = List.copyOf(streams);
    }
  }

  /** The leader decided that no server keeps what was sent before this time, once it was read. */
  record HistoryTrimmed(long beforeMs) implements ChatEvent {}

  /** A name that is blocked, or no more; {@code claim} is the number of its account's claim. */
  record BlockChange(UserName name, boolean isBlocked, long claim) {}

  /**
   * {@code owner}, of this claim, blocks these users, or blocks them no more. {@code isWhole}: no
   * other name is blocked, and what was said before is forgotten.
   */
  record BlocksChanged(
      UserName owner, long claim, long lamport, boolean isWhole, List<BlockChange> changes)
      implements ChatEvent {
    public BlocksChanged {
      changes = List.copyOf(changes);
    }
  }

  /** One more entry of the account log, from the coordinator of the view. */
  record RegistryAppended(AccountLogEntry entry) implements ChatEvent {}

  /** The account log is decided up to this position. */
  record RegistryCommitted(AccountLogEntry.Position upTo) implements ChatEvent {}

  /** A session of the account of {@code claim} was opened. */
  record SessionOpened(UserName name, SessionId session, long lamport, long claim)
      implements ChatEvent {
    public SessionOpened(UserName name, SessionId session, long lamport) {
      this(name, session, lamport, ClaimPair.ANY);
    }
  }

  /**
   * As {@link SessionOpened}, with the client. Multicast just before it: servers of before know the
   * latter only.
   */
  record DeviceOpened(UserName name, SessionId session, long lamport, long claim, Device device)
      implements ChatEvent {}

  /** The sessions of the user's clients that are shown as {@code device} must end. */
  record DeviceEnded(UserName name, long claim, String device) implements ChatEvent {}

  record SessionClosed(UserName name, SessionId session) implements ChatEvent {}

  /**
   * Of the sessions of {@code gateway} numbered from {@code from} to {@code to}, only these are
   * open.
   */
  record SessionsTold(MemberId gateway, long from, long to, List<Long> open) implements ChatEvent {
    /** A longer list is multicast in several events. */
    public static final int MAX_OPEN = 1_000;

    public SessionsTold {
      open = List.copyOf(open);
      if (open.size() > MAX_OPEN)
        throw new IllegalArgumentException(open.size() + " sessions in one event");
    }

    /** The events that name all sessions of {@code gateway}, by {@code numbers} in their order. */
    public static List<SessionsTold> of(MemberId gateway, List<Long> numbers) {
      var told = new ArrayList<SessionsTold>();
      long from = 0;
      for (int i = 0; i + MAX_OPEN < numbers.size(); i += MAX_OPEN) {
        var some = numbers.subList(i, i + MAX_OPEN);
        long to = some.get(MAX_OPEN - 1);
        told.add(new SessionsTold(gateway, from, to, some));
        from = to + 1;
      }
      var last = numbers.subList(told.size() * MAX_OPEN, numbers.size());
      told.add(new SessionsTold(gateway, from, Long.MAX_VALUE, last));
      return told;
    }
  }

  /**
   * A client of the user, whose account has this claim, has logged out, or all of them: {@code
   * client} is a {@link ClientNumber}. {@code mark} is as in {@link AccountLogouts.Logout}.
   */
  record LoggedOut(UserName name, long client, long mark, long claim) implements ChatEvent {}

  /** An operator ends all sessions of the user. */
  record UserKicked(UserName name) implements ChatEvent {}

  /** The server takes no more clients, or takes them again. */
  record ServerDraining(MemberId gateway, boolean isDraining) implements ChatEvent {}

  /** The memory that the server gives to all waiting mail, in bytes. */
  record ServerMemory(MemberId gateway, long mailBytes) implements ChatEvent {
    public ServerMemory {
      if (mailBytes < 0) throw new IllegalArgumentException(mailBytes + " bytes of memory");
    }
  }

  /** A session: its server, and the number that the server gave it. */
  record SessionId(MemberId gateway, long number) implements Comparable<SessionId> {
    @Override
    public int compareTo(SessionId other) {
      int byGateway = gateway.compareTo(other.gateway);
      return byGateway != 0 ? byGateway : Long.compare(number, other.number);
    }
  }
}
