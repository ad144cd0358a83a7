package dev.parley.chat;

import dev.parley.chat.ChatEvent.AccountRegistered;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.PasswordChanged;
import dev.parley.chat.ChatEvent.SessionClosed;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatSnapshot.Fingerprint;
import dev.parley.chat.ChatSnapshot.Session;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.protocol.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Accounts, mailboxes and presence: the state that every server holds. Replicas that have applied
 * the same events, each after its causal past, are equal whatever the order of concurrent ones. Not
 * safe for use by several threads.
 */
public final class ChatState {
  private final TreeMap<UserName, Account> accounts = new TreeMap<>();
  private final TreeMap<UserName, Mailbox> mailboxes = new TreeMap<>();
  private final HighWaters highWaters = new HighWaters();
  private final Presence presence = new Presence();
  private long lamport;

  /** Applies an event of this or another server; an event applied before changes nothing. */
  public List<Notice> apply(ChatEvent event) {
    if (event instanceof MailSent sent) return onMail(sent.mail());
    if (event instanceof MailAcknowledged acknowledged) return onAcknowledged(acknowledged);
    if (event instanceof AccountRegistered registered) return onAccount(registered.account());
    if (event instanceof PasswordChanged changed) return onPassword(changed);
    if (event instanceof SessionOpened opened) {
      lamport = Math.max(lamport, opened.lamport());
      return presence.open(opened.name(), new Presence.Open(opened.session(), opened.lamport()));
    }
    if (event instanceof SessionClosed closed) {
      return presence.close(closed.name(), closed.session());
    }
    throw new AssertionError("no effect for " + event);
  }

  private List<Notice> onMail(Mail mail) {
    lamport = Math.max(lamport, mail.lamport());
    boolean isNew = mail.id().seq() > highWaters.highest(mail.id().stream());
    highWaters.onMail(mail);
    // The same message may have been sent through two servers, and may have been shown already.
    if (!isNew) return List.of();
    mailbox(mail.to()).add(mail);
    return List.of(new Notice.MailArrived(mail));
  }

  private Mailbox mailbox(UserName name) {
    return mailboxes.computeIfAbsent(name, n -> new Mailbox());
  }

  private List<Notice> onAcknowledged(MailAcknowledged acknowledged) {
    var mailbox = mailboxes.get(acknowledged.user());
    if (mailbox == null) return List.of();
    var removed = mailbox.remove(acknowledged.marks());
    if (mailbox.size() == 0) mailboxes.remove(acknowledged.user());
    return delivered(removed);
  }

  private static List<Notice> delivered(Collection<Mail> mails) {
    return mails.stream()
        .<Notice>map(mail -> new Notice.MailDelivered(mail.id(), mail.to()))
        .toList();
  }

  private List<Notice> onAccount(Account account) {
    lamport = Math.max(lamport, Math.max(account.registered(), account.changed()));
    boolean isNew = !accounts.containsKey(account.name());
    // Taken out first: a map keeps the spelling of the key that came first, which differs.
    var known = accounts.remove(account.name());
    var merged = known == null ? account : known.merge(account);
    accounts.put(merged.name(), merged);
    return isNew ? List.of(new Notice.AccountKnown(account.name())) : List.of();
  }

  private List<Notice> onPassword(PasswordChanged changed) {
    var account = accounts.get(changed.name());
    lamport = Math.max(lamport, changed.lamport());
    if (account == null) return List.of();
    return onAccount(
        new Account(account.name(), changed.verifier(), account.registered(), changed.lamport()));
  }

  /** Sessions at servers that are not in {@code view} are over. */
  public List<Notice> onView(View view) {
    return presence.retain(new TreeSet<>(view.ids()));
  }

  // Questions.

  /** The Lamport time of the next event that this replica makes. */
  public long nextLamport() {
    return lamport + 1;
  }

  public Optional<Account> account(UserName name) {
    return Optional.ofNullable(accounts.get(name));
  }

  /** What waits for {@code name}, in the order in which it should be shown. */
  public List<Mail> waiting(UserName name) {
    var mailbox = mailboxes.get(name);
    return mailbox == null ? List.of() : List.copyOf(mailbox.mails());
  }

  /** Says whether {@code more} further messages still fit {@code name}'s mailbox. */
  public boolean hasRoom(UserName name, int more) {
    var mailbox = mailboxes.get(name);
    return mailbox == null
        || (mailbox.size() + more <= ChatLimits.MAX_MAIL_PER_MAILBOX
            && mailbox.textBytes() + (long) more * Mail.MAX_TEXT_BYTES
                <= ChatLimits.MAX_MAILBOX_BYTES);
  }

  public HighWaters highWaters() {
    return highWaters;
  }

  public Presence presence() {
    return presence;
  }

  public int accounts() {
    return accounts.size();
  }

  /** How many messages wait in all mailboxes. */
  public int mails() {
    return mailboxes.values().stream().mapToInt(Mailbox::size).sum();
  }

  // Snapshot and merge.

  /** {@code part} are the members of the view that this replica comes from. */
  public ChatSnapshot snapshot(List<dev.parley.protocol.MemberId> part) {
    var streams = new ArrayList<StreamState>();
    highWaters
        .marks()
        .forEach(
            (stream, mark) -> {
              var prints = new ArrayList<Fingerprint>();
              mark.fingerprints().forEach((seq, hash) -> prints.add(new Fingerprint(seq, hash)));
              streams.add(new StreamState(stream, mark.highest(), prints));
            });
    var mails = new ArrayList<Mail>();
    mailboxes.values().forEach(mailbox -> mails.addAll(mailbox.mails()));
    var sessions = new ArrayList<Session>();
    presence
        .sessions()
        .forEach(
            (name, open) ->
                open.forEach(o -> sessions.add(new Session(name, o.session(), o.lamport()))));
    return new ChatSnapshot(
        part, lamport, List.copyOf(accounts.values()), streams, mails, sessions);
  }

  /**
   * Takes in what another part of the group knows. A message is kept if both parts have it, or if
   * the other never saw it; a message that the other saw and does not have was shown there.
   * Commutative, associative and idempotent.
   */
  public List<Notice> merge(ChatSnapshot other) {
    lamport = Math.max(lamport, other.lamport());
    var notices = new ArrayList<Notice>();
    other.accounts().forEach(account -> notices.addAll(onAccount(account)));
    notices.addAll(new MailMerge(mailboxes, highWaters, other).merge());
    notices.addAll(presence.adopt(SessionsOf.snapshot(other), new TreeSet<>(other.part())));
    return notices;
  }

  /** A hash of the state, equal on replicas that are equal: SHA-256 in hexadecimal. */
  public String digest() {
    return StateDigest.of(snapshot(List.of()));
  }
}
