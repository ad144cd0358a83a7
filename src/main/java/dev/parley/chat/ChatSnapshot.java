package dev.parley.chat;

import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.ReturnedMail;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The whole replicated state at a cut, for members that come from elsewhere. {@code registry} is
 * empty as long as there is no account log.
 */
public record ChatSnapshot(
    long lamport,
    List<Account> accounts,
    List<StreamState> streams,
    List<Mail> mails,
    List<Server> servers,
    List<Session> sessions,
    List<AccountLog> registry,
    List<BlockEntry> blocks,
    List<AccountLogouts> logouts) {
  /** A state without blocks and logouts. */
  public ChatSnapshot(
      long lamport,
      List<Account> accounts,
      List<StreamState> streams,
      List<Mail> mails,
      List<Server> servers,
      List<Session> sessions,
      List<AccountLog> registry) {
    this(lamport, accounts, streams, mails, servers, sessions, registry, List.of(), List.of());
  }

  /**
   * A stream's highest number, and the fingerprints of its latest numbers, of which the last is
   * that of {@code highest}; and when a message of it was sent last, by the clocks of the servers
   * that accepted its messages (0 if that is not known), which each server keeps for itself.
   */
  public record StreamState(ClientStream stream, long highest, List<Long> recent, long usedMs) {
    public StreamState {
      recent = PackedNumbers.copyOf(recent);
    }

    public StreamState(ClientStream stream, long highest, List<Long> recent) {
      this(stream, highest, recent, 0);
    }
  }

  /**
   * A server that has sessions here, as known in the view of {@code epoch}: of two states, the one
   * of the later view decides about the server's sessions.
   */
  public record Server(MemberId member, long epoch) {}

  public record Session(UserName name, ChatEvent.SessionId session, long lamport) {}

  /**
   * This snapshot without an account log that claims to have been written in the view of {@code
   * epoch} or later: the state that members bring into that view is of earlier views. After such a
   * position, no entry would ever be the next one again.
   */
  public ChatSnapshot before(long epoch) {
    var possible =
        registry.stream()
            .filter(log -> log.last().epoch() < epoch)
            .filter(log -> log.last().index() <= AccountLogEntry.Position.MAX_INDEX)
            .toList();
    return possible.size() == registry.size()
        ? this
        : new ChatSnapshot(
            lamport, accounts, streams, mails, servers, sessions, possible, blocks, logouts);
  }

  /**
   * The rest of this snapshot when the accounts of {@code lost} have lost their names: mail from
   * them is gone, and mail to them goes back to its senders. Their clients' numbers are forgotten,
   * so that the names' holders count from 1; the nodes' numbers continue.
   */
  ChatSnapshot without(Set<UserName> lost) {
    if (lost.isEmpty()) return this;
    var left = new ArrayList<Mail>();
    for (var mail : mails) {
      if (lost.contains(mail.from())) continue;
      if (ReturnedMail.is(mail) || !lost.contains(mail.to())) left.add(mail);
      else if (!DeliveryReceipt.is(mail) && !RoomPost.isCopy(mail)) left.add(ReturnedMail.of(mail));
    }
    return new ChatSnapshot(
        lamport,
        accounts,
        streams.stream()
            .filter(s -> s.stream().isOfNode() || !lost.contains(s.stream().sender()))
            .toList(),
        left,
        servers,
        sessions.stream().filter(session -> !lost.contains(session.name())).toList(),
        registry,
        blocks.stream()
            .filter(block -> !lost.contains(block.owner()) && !lost.contains(block.name()))
            .toList(),
        logouts.stream().filter(account -> !lost.contains(account.name())).toList());
  }

  /** The number of entries that belong to users. */
  public int entries() {
    return accounts.size() + streams.size() + mails.size() + blocks.size() + logouts.size();
  }

  /** A hash of the state, equal for equal states: SHA-256 in hexadecimal. */
  public String digest() {
    return StateDigest.of(this);
  }

  public ChatSnapshot {
    accounts = List.copyOf(accounts);
    streams = List.copyOf(streams);
    mails = List.copyOf(mails);
    servers = List.copyOf(servers);
    sessions = List.copyOf(sessions);
    registry = List.copyOf(registry);
    blocks = List.copyOf(blocks);
    logouts = List.copyOf(logouts);
  }
}
