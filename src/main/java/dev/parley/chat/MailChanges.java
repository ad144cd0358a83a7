package dev.parley.chat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The mail and the streams that changed since this was last cleared, each once. */
final class MailChanges {
  /** The changed messages; an empty value means that the message is gone. */
  private final TreeMap<MessageId, Optional<Mail>> mails = new TreeMap<>();

  /** Messages that arrived since this was last cleared, so that nobody else knows of them yet. */
  private final TreeSet<MessageId> fresh = new TreeSet<>();

  private final TreeSet<ClientStream> streams = new TreeSet<>();
  private final boolean isTracked;

  /** Records nothing unless {@code isTracked}. */
  MailChanges(boolean isTracked) {
    this.isTracked = isTracked;
  }

  void onStream(ClientStream stream) {
    if (isTracked) streams.add(stream);
  }

  void onMail(Mail mail, boolean isNew) {
    if (!isTracked) return;
    if (isNew && !mails.containsKey(mail.id())) fresh.add(mail.id());
    mails.put(mail.id(), Optional.of(mail));
  }

  void onGone(MessageId id) {
    if (!isTracked) return;
    if (fresh.remove(id)) mails.remove(id);
    else mails.put(id, Optional.empty());
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

  void clear() {
    mails.clear();
    fresh.clear();
    streams.clear();
  }
}
