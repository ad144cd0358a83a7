package dev.parley.chat;

import dev.parley.chat.history.ArchiveRule;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The mail and the streams that changed since this was last cleared, each once. */
final class MailChanges {
  /** The changed messages; an empty value means that the message is gone. */
  private final TreeMap<MessageId, Optional<Mail>> mails = new TreeMap<>();

  /** Messages that arrived since this was last cleared, so that nobody else knows of them yet. */
  private final TreeSet<MessageId> fresh = new TreeSet<>();

  /** Fresh messages that are gone again, or go back, in the order in which they went. */
  private final List<Mail> passed = new ArrayList<>();

  private final TreeSet<ClientStream> streams = new TreeSet<>();
  private final boolean isTracked;
  private Consumer<UserName> listener = user -> {};

  /** Records nothing unless {@code isTracked}. */
  MailChanges(boolean isTracked) {
    this.isTracked = isTracked;
  }

  /** {@code listener} is told, from now on, of whom something is different. */
  void tell(Consumer<UserName> told) {
    listener = told;
  }

  /** Something of {@code user} is different that a store does not see. */
  void onUser(UserName user) {
    listener.accept(user);
  }

  void onStream(ClientStream stream) {
    listener.accept(stream.sender());
    if (isTracked) streams.add(stream);
  }

  void onMail(Mail mail, boolean isNew) {
    listener.accept(SnapshotLists.holder(mail));
    if (!isTracked) return;
    if (isNew && !mails.containsKey(mail.id())) fresh.add(mail.id());
    mails.put(mail.id(), Optional.of(mail));
  }

  void onGone(Mail mail) {
    listener.accept(SnapshotLists.holder(mail));
    if (!isTracked) return;
    var id = mail.id();
    if (fresh.remove(id)) {
      mails.remove(id);
      if (ArchiveRule.admits(mail)) passed.add(mail);
    } else mails.put(id, Optional.empty());
  }

  /** {@code mail} is for the archive alone. */
  void onPassed(Mail mail) {
    if (isTracked) passed.add(mail);
  }

  /** {@code mail}, which arrived here, goes back to its sender in another form. */
  void onReturned(Mail mail) {
    if (fresh.contains(mail.id())) passed.add(mail);
  }

  List<ClientStream> streams() {
    return List.copyOf(streams);
  }

  List<Mail> arrived() {
    return mails.values().stream().flatMap(Optional::stream).toList();
  }

  /** Those of {@link #arrived} that are not new. */
  SortedSet<MessageId> replaced() {
    var replaced = new TreeSet<MessageId>();
    if (fresh.size() == mails.size()) return replaced;
    mails.forEach(
        (id, mail) -> {
          if (mail.isPresent() && !fresh.contains(id)) replaced.add(id);
        });
    return replaced;
  }

  List<MessageId> gone() {
    var gone = new ArrayList<MessageId>();
    mails.forEach(
        (id, mail) -> {
          if (mail.isEmpty()) gone.add(id);
        });
    return gone;
  }

  /** What only an archive would keep. */
  List<Mail> passed() {
    return List.copyOf(passed);
  }

  void clear() {
    mails.clear();
    passed.clear();
    fresh.clear();
    streams.clear();
  }
}
