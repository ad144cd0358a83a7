package dev.parley.chat;

import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatSnapshot.StreamState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All mail that waits, and which messages were ever seen. A message is new once, however many
 * servers it was sent through, and gone for ever when it was shown.
 *
 * <p>A client that uses one number for messages to two users, through two servers at once, loses
 * one of them, and not the same one everywhere: the number is what says that they are the same.
 */
final class Mailboxes {
  private final TreeMap<UserName, Mailbox> mailboxes = new TreeMap<>();
  private final HighWaters highWaters = new HighWaters();
  private final MailChanges changes;

  /** {@link #takeChanges} has something to take only if {@code isTracked}. */
  Mailboxes(boolean isTracked) {
    changes = new MailChanges(isTracked);
  }

  List<Notice> onMail(Mail mail) {
    boolean isNew = mail.id().seq() > highWaters.highest(mail.id().stream());
    highWaters.onMail(mail);
    changes.onStream(mail.id().stream());
    if (isNew) {
      add(mail, true);
      return List.of(new Notice.MailArrived(mail));
    }
    // Sent through another server too: if it still waits, every replica keeps the same copy.
    var mailbox = mailboxes.get(mail.to());
    if (mailbox != null && mailbox.find(mail.id()).isPresent()) add(mail, false);
    return List.of();
  }

  private void add(Mail mail, boolean isNew) {
    var kept = mailboxes.computeIfAbsent(mail.to(), n -> new Mailbox()).add(mail);
    changes.onMail(kept, isNew);
  }

  List<Notice> onAcknowledged(MailAcknowledged acknowledged) {
    var mailbox = mailboxes.get(acknowledged.user());
    if (mailbox == null) return List.of();
    var notices = new ArrayList<Notice>();
    for (var mark : acknowledged.marks()) {
      mailbox.remove(mark.stream(), mark.upTo()).forEach(mail -> notices.add(gone(mail)));
    }
    if (mailbox.size() == 0) mailboxes.remove(acknowledged.user());
    return notices;
  }

  List<Notice> onExpired(ChatEvent.MailExpired expired) {
    var ids = new TreeSet<>(expired.ids());
    var notices = new ArrayList<Notice>();
    for (var mailbox : mailboxes.values()) {
      for (var mail : mailbox.removeAll(ids)) {
        changes.onGone(mail.id());
        notices.add(new Notice.MailForgotten(mail.id(), mail.to()));
      }
    }
    mailboxes.values().removeIf(mailbox -> mailbox.size() == 0);
    return notices;
  }

  List<MessageId> sentBefore(long wallMs, int max) {
    return mailboxes.values().stream()
        .flatMap(mailbox -> mailbox.mails().stream())
        .filter(mail -> mail.sentAtMs() < wallMs)
        .map(Mail::id)
        .limit(max)
        .toList();
  }

  private Notice gone(Mail mail) {
    changes.onGone(mail.id());
    return new Notice.MailDelivered(mail.id(), mail.to());
  }

  /**
   * Takes in what another part of the group has. What both have waits on; what one has and the
   * other saw was shown there, and is gone; what one has and the other never saw waits on.
   */
  List<Notice> merge(Collection<StreamState> streams, Collection<Mail> mails) {
    var theirs = new HighWaters();
    for (var state : streams) {
      theirs.merge(state.stream(), HighWaters.Mark.of(state.highest(), state.recent()));
    }
    var notices = new ArrayList<Notice>(removeWhatTheyShowed(theirs, mails));
    for (var mail : mails) notices.addAll(onTheirs(mail));
    theirs
        .marks()
        .forEach(
            (stream, mark) -> {
              if (highWaters.merge(stream, mark)) changes.onStream(stream);
            });
    return notices;
  }

  private List<Notice> removeWhatTheyShowed(HighWaters theirs, Collection<Mail> mails) {
    var waitingThere = new TreeSet<MessageId>();
    mails.forEach(mail -> waitingThere.add(mail.id()));
    var notices = new ArrayList<Notice>();
    for (var mailbox : mailboxes.values()) {
      var shown =
          mailbox.removeIf(
              mail ->
                  mail.id().seq() <= theirs.highest(mail.id().stream())
                      && !waitingThere.contains(mail.id()));
      shown.forEach(mail -> notices.add(gone(mail)));
    }
    mailboxes.values().removeIf(mailbox -> mailbox.size() == 0);
    return notices;
  }

  private List<Notice> onTheirs(Mail mail) {
    var mailbox = mailboxes.get(mail.to());
    boolean waitsHere = mailbox != null && mailbox.find(mail.id()).isPresent();
    boolean isNew = mail.id().seq() > highWaters.highest(mail.id().stream());
    if (waitsHere || isNew) add(mail, !waitsHere);
    return isNew ? List.of(new Notice.MailArrived(mail)) : List.of();
  }

  HighWaters highWaters() {
    return highWaters;
  }

  /** What waits for {@code name}, in order. */
  List<Mail> waiting(UserName name) {
    var mailbox = mailboxes.get(name);
    return mailbox == null ? List.of() : List.copyOf(mailbox.mails());
  }

  /** Says whether so much more still fits {@code name}'s mailbox. */
  boolean hasRoom(UserName name, int mails, long textBytes) {
    var mailbox = mailboxes.get(name);
    int waiting = mailbox == null ? 0 : mailbox.size();
    long waitingBytes = mailbox == null ? 0 : mailbox.textBytes();
    return waiting + mails <= ChatLimits.MAX_MAIL_PER_MAILBOX
        && waitingBytes + textBytes <= ChatLimits.MAX_MAILBOX_BYTES;
  }

  /** How many messages wait for {@code name}. */
  int waits(UserName name) {
    var mailbox = mailboxes.get(name);
    return mailbox == null ? 0 : mailbox.size();
  }

  int size() {
    return mailboxes.values().stream().mapToInt(Mailbox::size).sum();
  }

  /** By receiver, then in order. */
  List<Mail> all() {
    var mails = new ArrayList<Mail>();
    mailboxes.values().forEach(mailbox -> mails.addAll(mailbox.mails()));
    return mails;
  }

  List<StreamState> streams() {
    return highWaters.marks().keySet().stream().map(highWaters::state).toList();
  }

  /** What is different since this was last asked. */
  StateChanges takeChanges(long lamport, List<Account> accounts, Optional<Registry> registry) {
    var streams = changes.streams().stream().map(highWaters::state).toList();
    var taken =
        new StateChanges(lamport, accounts, streams, changes.arrived(), changes.gone(), registry);
    changes.clear();
    return taken;
  }
}
