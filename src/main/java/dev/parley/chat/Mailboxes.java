package dev.parley.chat;

import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReturnedMail;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * All waiting mail, and the numbers of all messages that were ever seen. A message is new once,
 * however many servers it was sent through, and gone for ever when it was shown.
 *
 * <p>A client that uses one number for messages to two users, through two servers at once, loses
 * one of them, and not the same one everywhere: messages with the same number count as the same
 * message.
 */
final class Mailboxes {
  private final TreeMap<UserName, Mailbox> mailboxes = new TreeMap<>();

  /** By sender: the messages that wait until their sender is notified that they went to nobody. */
  private final TreeMap<UserName, Mailbox> returned = new TreeMap<>();

  private final SeenNumbers highWaters = new SeenNumbers();
  private final MailMemory memory = new MailMemory(highWaters);
  private final MailChanges changes;

  /** {@link #takeChanges} returns changes only if {@code isTracked}. */
  Mailboxes(boolean isTracked) {
    changes = new MailChanges(isTracked);
  }

  /** {@code listener} is told, from now on, of whom mail or streams are different. */
  void tell(Consumer<UserName> listener) {
    changes.tell(listener);
  }

  List<Notice> onMail(Mail mail) {
    return onMail(mail, mail);
  }

  /** The account that {@code mail} is for has lost its name: the message goes back. */
  List<Notice> onMailForNobody(Mail mail) {
    return onMail(mail, ReturnedMail.of(mail));
  }

  /**
   * Nobody gets {@code mail}, and its sender is not notified. A node does not give the message's
   * number again: the next message under it would be taken for this one.
   */
  void onDropped(Mail mail) {
    var stream = mail.id().stream();
    if (!stream.isOfNode()) return;
    highWaters.onMail(mail);
    changes.onStream(stream);
  }

  /** A post to a room, which waits for nobody; {@link #onMail} gets the copies for its members. */
  List<Notice> onPost(Mail post) {
    boolean isNew = post.id().seq() > highWaters.highest(post.id().stream());
    highWaters.onMail(post);
    changes.onStream(post.id().stream());
    if (!isNew) return List.of();
    changes.onPassed(post);
    return List.of(new Notice.Posted(post));
  }

  /** The messages of rooms that wait for {@code name}. */
  MailLoad waitingOfRooms(UserName name) {
    var mailbox = mailboxes.get(name);
    return mailbox == null ? MailLoad.NONE : mailbox.ofRooms();
  }

  private List<Notice> onMail(Mail mail, Mail kept) {
    boolean isNew = mail.id().seq() > highWaters.highest(mail.id().stream());
    highWaters.onMail(mail);
    changes.onStream(mail.id().stream());
    // The message was sent through another server too: if it still waits, every replica keeps the
    // same copy.
    return isNew || find(kept.to(), kept.id()).isPresent() ? add(kept, isNew) : List.of();
  }

  private static Notice arrived(Mail mail) {
    return ReturnedMail.is(mail) ? new Notice.MailReturned(mail) : new Notice.MailArrived(mail);
  }

  /**
   * Keeps {@code mail}, or the smaller copy of it. A message waits for its receiver or goes back,
   * and never both: if one of two copies goes back, the other one stays, on every replica.
   */
  private List<Notice> add(Mail mail, boolean isNew) {
    boolean goesBack = ReturnedMail.is(mail);
    if (goesBack && inMailbox(mail.to(), mail.id()).isPresent()) return List.of();
    boolean isNoMoreReturned = !goesBack && takeReturned(mail);
    var box =
        goesBack
            ? returned.computeIfAbsent(mail.from(), n -> new Mailbox(memory))
            : mailboxes.computeIfAbsent(mail.to(), n -> new Mailbox(memory));
    var kept = box.add(mail);
    changes.onMail(kept, isNew);
    return isNew || isNoMoreReturned ? List.of(arrived(kept)) : List.of();
  }

  private boolean takeReturned(Mail mail) {
    var box = returned.get(mail.from());
    if (box == null) return false;
    boolean wasThere = !box.removeAll(List.of(mail.id())).isEmpty();
    if (box.size() == 0) returned.remove(mail.from());
    if (wasThere) changes.onUser(mail.from());
    return wasThere;
  }

  private java.util.stream.Stream<Mailbox> boxes() {
    return java.util.stream.Stream.concat(mailboxes.values().stream(), returned.values().stream());
  }

  private java.util.stream.Stream<Mailbox> boxes(BucketSet buckets) {
    return java.util.stream.Stream.of(mailboxes, returned)
        .flatMap(boxes -> boxes.entrySet().stream())
        .filter(box -> buckets.contains(BucketId.of(box.getKey())))
        .map(Map.Entry::getValue);
  }

  private void dropEmpty() {
    mailboxes.values().removeIf(mailbox -> mailbox.size() == 0);
    returned.values().removeIf(mailbox -> mailbox.size() == 0);
  }

  List<Notice> onAcknowledged(MailAcknowledged acknowledged) {
    var mailbox = mailboxes.get(acknowledged.user());
    if (mailbox == null) return List.of();
    var notices = new ArrayList<Notice>();
    for (var mark : acknowledged.marks()) {
      mailbox.remove(mark.stream(), mark.upTo()).forEach(mail -> notices.addAll(gone(mail)));
    }
    if (mailbox.size() == 0) mailboxes.remove(acknowledged.user());
    return notices;
  }

  List<Notice> onExpired(ChatEvent.MailExpired expired) {
    return forget(new TreeSet<>(expired.ids()));
  }

  /** The leader sees the stream at this time. */
  void onSeen(ClientStream stream, long wallMs) {
    if (highWaters.onSeen(stream, wallMs)) changes.onStream(stream);
  }

  /** What waits of the stream continues to wait. */
  void onForgotten(ChatEvent.ForgottenStream forgotten) {
    highWaters.forget(forgotten).forEach(changes::onStream);
  }

  private List<Notice> forget(Collection<MessageId> ids) {
    var notices = new ArrayList<Notice>();
    boxes()
        .flatMap(mailbox -> mailbox.removeAll(ids).stream())
        .forEach(
            mail -> {
              changes.onGone(mail);
              if (!ReturnedMail.is(mail))
                notices.add(new Notice.MailForgotten(mail.id(), mail.to()));
            });
    dropEmpty();
    return notices;
  }

  /**
   * Those messages are removed, because {@code sender} believes that nobody has them; also a
   * message of which another copy arrived meanwhile that waits for its receiver. A replica that
   * applies both events in the other order does not take that copy.
   */
  List<Notice> onReturnsTold(UserName sender, Collection<MessageId> ids) {
    var own = ids.stream().filter(id -> id.stream().sender().equals(sender)).toList();
    return forget(own);
  }

  /**
   * The accounts here of these names have lost them to other accounts, which must not get anything
   * of theirs: mail from them is removed, and mail to them goes back to its senders.
   */
  List<Notice> lose(SortedSet<UserName> lost) {
    var notices = new ArrayList<Notice>();
    boxes()
        .flatMap(box -> box.removeIf(mail -> lost.contains(mail.from())).stream())
        .forEach(mail -> changes.onGone(mail));
    for (var name : lost) {
      var box = mailboxes.get(name);
      if (box != null) box.removeIf(mail -> true).forEach(mail -> notices.addAll(sendBack(mail)));
      highWaters.forgetClientsOf(name).forEach(changes::onStream);
    }
    dropEmpty();
    return notices;
  }

  private List<Notice> sendBack(Mail mail) {
    if (DeliveryReceipt.is(mail) || RoomPost.isCopy(mail)) {
      changes.onGone(mail);
      return List.of();
    }
    changes.onReturned(mail);
    var back = ReturnedMail.of(mail);
    add(back, false);
    return List.of(new Notice.MailReturned(back));
  }

  /**
   * Messages that go back are not among them: they wait until their sender is notified, however old
   * they are.
   */
  List<Mail> sentBetween(long fromMs, long beforeMs, int max) {
    return mailboxes.values().stream()
        .flatMap(mailbox -> mailbox.mails().stream())
        .filter(mail -> mail.sentAtMs() >= fromMs && mail.sentAtMs() < beforeMs)
        .limit(max)
        .toList();
  }

  /**
   * When the first message of each mailbox was sent, of all the earliest; nothing if none waits.
   */
  OptionalLong oldestMs() {
    return mailboxes.values().stream()
        .flatMap(mailbox -> mailbox.first().stream())
        .mapToLong(Mail::sentAtMs)
        .min();
  }

  private List<Notice> gone(Mail mail) {
    changes.onGone(mail);
    return ReturnedMail.is(mail) ? List.of() : List.of(new Notice.MailDelivered(mail));
  }

  /**
   * Merges the mail of another part of the group. A message that both have continues to wait; a
   * message that one has and the other saw was shown there, and is gone; a message that one has and
   * the other never saw continues to wait.
   */
  List<Notice> merge(Collection<StreamState> streams, Collection<Mail> mails) {
    return merge(streams, mails, BucketSet.ALL);
  }

  /**
   * As above, where {@code streams} and {@code mails} are those of the buckets that are {@code
   * different}: the others have the same contents there as here.
   */
  List<Notice> merge(Collection<StreamState> streams, Collection<Mail> mails, BucketSet different) {
    var theirs = new SeenNumbers();
    for (var state : streams) {
      theirs.merge(state.stream(), SeenNumbers.Mark.of(state));
    }
    var notices = new ArrayList<Notice>(removeWhatTheyShowed(theirs, mails, different));
    for (var mail : mails) notices.addAll(onTheirs(theirs.share(mail)));
    theirs
        .marks()
        .forEach(
            (stream, mark) -> {
              if (highWaters.merge(stream, mark)) changes.onStream(stream);
            });
    highWaters.settle().forEach(changes::onStream);
    return notices;
  }

  /**
   * What another replica has of {@code users}, {@code theirs}, takes the place of what is here of
   * them. Nobody is notified: it is for a replica that nobody uses yet.
   */
  void replace(Collection<UserName> users, ChatSnapshot theirs) {
    var streams = new TreeMap<UserName, List<StreamState>>();
    users.forEach(user -> streams.put(user, new ArrayList<>()));
    for (var state : theirs.streams())
      streams.computeIfAbsent(state.stream().sender(), n -> new ArrayList<>()).add(state);
    streams.forEach((user, marks) -> highWaters.replace(user, marks).forEach(changes::onStream));
    var mails = new TreeMap<MessageId, Mail>();
    theirs.mails().stream().filter(RoomPost::mayWait).forEach(mail -> mails.put(mail.id(), mail));
    for (var user : users)
      for (var boxes : List.of(mailboxes, returned)) dropOthers(boxes, user, mails);
    mails.values().forEach(this::putInPlace);
  }

  private void dropOthers(
      Map<UserName, Mailbox> boxes, UserName user, SortedMap<MessageId, Mail> kept) {
    var box = boxes.get(user);
    if (box == null) return;
    var dropped = box.removeIf(mail -> !mail.equals(kept.get(mail.id())));
    if (box.size() == 0) boxes.remove(user);
    dropped.forEach(this::onNoMoreThere);
  }

  /** The copies of a moment may have a message in two places, of which one is older. */
  private void onNoMoreThere(Mail mail) {
    inAnyPlace(mail)
        .ifPresentOrElse(copy -> changes.onMail(copy, false), () -> changes.onGone(mail));
  }

  private Optional<Mail> inAnyPlace(Mail mail) {
    return inMailbox(mail.to(), mail.id()).or(() -> onItsWayBack(mail.id()));
  }

  private void putInPlace(Mail mail) {
    var boxes = ReturnedMail.is(mail) ? returned : mailboxes;
    var box = boxes.computeIfAbsent(SnapshotLists.holder(mail), n -> new Mailbox(memory));
    if (box.find(mail.id()).isPresent()) return;
    boolean isNew = inAnyPlace(mail).isEmpty();
    changes.onMail(box.add(highWaters.share(mail)), isNew);
  }

  /** As if there had never been anything; a store is not notified. */
  void clear() {
    users().toList().forEach(changes::onUser);
    for (var boxes : List.of(mailboxes, returned)) {
      boxes.values().forEach(box -> box.removeIf(mail -> true));
      boxes.clear();
    }
    highWaters.clear();
    changes.clear();
  }

  /**
   * A message lies in the bucket of its receiver, and the numbers of its stream in that of its
   * sender. What waits in an equal bucket waits there as well. Where the sender's bucket is equal,
   * the other part has seen exactly what was seen here.
   */
  private List<Notice> removeWhatTheyShowed(
      SeenNumbers theirs, Collection<Mail> mails, BucketSet different) {
    // At a start, when what was loaded takes most of the memory already.
    if (mailboxes.isEmpty() && returned.isEmpty()) return List.of();
    var waitingThere = new TreeSet<MessageId>();
    mails.forEach(mail -> waitingThere.add(mail.id()));
    var notices = new ArrayList<Notice>();
    Predicate<Mail> wasShown =
        mail -> {
          var stream = mail.id().stream();
          boolean isDifferent = different.contains(BucketId.of(stream.sender()));
          var seen = isDifferent ? theirs : highWaters;
          return mail.id().seq() <= seen.highest(stream) && !waitingThere.contains(mail.id());
        };
    boxes(different)
        .flatMap(mailbox -> mailbox.removeIf(wasShown).stream())
        .forEach(mail -> notices.addAll(gone(mail)));
    dropEmpty();
    return notices;
  }

  private List<Notice> onTheirs(Mail mail) {
    boolean waitsHere = find(mail.to(), mail.id()).isPresent();
    boolean isNew = mail.id().seq() > highWaters.highest(mail.id().stream());
    return waitsHere || isNew ? add(mail, !waitsHere) : List.of();
  }

  SeenNumbers highWaters() {
    return highWaters;
  }

  /** The mail that waits for {@code name}, in order. */
  List<Mail> waiting(UserName name) {
    var mailbox = mailboxes.get(name);
    return mailbox == null ? List.of() : List.copyOf(mailbox.mails());
  }

  /** The messages that {@code sender} must be notified of, in order: they went to nobody. */
  List<Mail> returnedTo(UserName sender) {
    var box = returned.get(sender);
    return box == null ? List.of() : List.copyOf(box.mails());
  }

  /** The copy that waits, for {@code to} or on its way back, if there is one. */
  Optional<Mail> find(UserName to, MessageId id) {
    return inMailbox(to, id).or(() -> onItsWayBack(id).filter(mail -> mail.to().equals(to)));
  }

  /** Whether the sender must still be notified that the message goes to nobody. */
  boolean isReturned(MessageId id) {
    return onItsWayBack(id).isPresent();
  }

  private Optional<Mail> onItsWayBack(MessageId id) {
    var box = returned.get(id.stream().sender());
    return box == null ? Optional.empty() : box.find(id);
  }

  private Optional<Mail> inMailbox(UserName to, MessageId id) {
    var mailbox = mailboxes.get(to);
    return mailbox == null ? Optional.empty() : mailbox.find(id);
  }

  /** Whether this many more messages and bytes of text still fit {@code name}'s mailbox. */
  boolean hasRoom(UserName name, int mails, long textBytes) {
    var mailbox = mailboxes.get(name);
    int waiting = mailbox == null ? 0 : mailbox.size();
    long waitingBytes = mailbox == null ? 0 : mailbox.textBytes();
    return waiting + mails <= ChatLimits.MAX_MAIL_PER_MAILBOX
        && waitingBytes + textBytes <= ChatLimits.MAX_MAILBOX_BYTES;
  }

  /** The mail of {@code from} that waits for {@code to}, receipts not counted. */
  MailLoad waitingOf(UserName from, UserName to) {
    var mailbox = mailboxes.get(to);
    return mailbox == null ? MailLoad.NONE : mailbox.of(from);
  }

  /** The streams of {@code sender} of which mail waits, or goes back. */
  SortedSet<ClientStream> streamsOfWaiting(UserName sender) {
    return boxes()
        .flatMap(box -> box.mails().stream())
        .filter(mail -> mail.from().equals(sender))
        .map(mail -> mail.id().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** By stream of a client with an id of its own: when it was used last, in milliseconds. */
  SortedMap<ClientStream, Long> lastSent(UserName sender) {
    var last = new TreeMap<ClientStream, Long>();
    highWaters
        .of(sender)
        .forEach(
            (stream, mark) -> {
              if (SeenNumbers.isOfClient(stream)) last.put(stream, mark.usedMs());
            });
    return last;
  }

  /** The number of messages that wait for {@code name}. */
  int waits(UserName name) {
    var mailbox = mailboxes.get(name);
    return mailbox == null ? 0 : mailbox.size();
  }

  /** The memory that all mail takes, in bytes. */
  long memory() {
    return memory.bytes();
  }

  /** That of the copies of what was sent to rooms. */
  long copyMemory() {
    return memory.ofCopies();
  }

  int size() {
    return memory.mails();
  }

  /** All mail by receiver, then in order; messages that go back come last, by sender. */
  List<Mail> all() {
    var mails = new ArrayList<Mail>();
    boxes().forEach(mailbox -> mails.addAll(mailbox.mails()));
    return mails;
  }

  /** All users who have mail or a stream, some twice. */
  java.util.stream.Stream<UserName> users() {
    return java.util.stream.Stream.of(
            mailboxes.keySet().stream(),
            returned.keySet().stream(),
            highWaters.marks().keySet().stream().map(ClientStream::sender))
        .flatMap(users -> users);
  }

  /** Adds the mail and the streams of {@code users}, who come in order. */
  void addTo(SnapshotLists lists, Collection<UserName> users) {
    for (var user : users) {
      highWaters.of(user).keySet().forEach(stream -> lists.streams.add(highWaters.state(stream)));
      var mailbox = mailboxes.get(user);
      if (mailbox != null) lists.mails.addAll(mailbox.mails());
    }
    for (var user : users) {
      var back = returned.get(user);
      if (back != null) lists.mails.addAll(back.mails());
    }
  }

  List<StreamState> streams() {
    return highWaters.marks().keySet().stream().map(highWaters::state).toList();
  }

  /** The changes since the last call. */
  StateChanges takeChanges(long lamport, List<Account> accounts, Optional<AccountLog> registry) {
    var streams = changes.streams().stream().map(highWaters::state).toList();
    var taken =
        new StateChanges(
                lamport,
                accounts,
                streams,
                changes.arrived(),
                changes.gone(),
                registry,
                changes.replaced())
            .withPassed(changes.passed());
    changes.clear();
    return taken;
  }
}
