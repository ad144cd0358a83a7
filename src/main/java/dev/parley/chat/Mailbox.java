package dev.parley.chat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one user, in an order that is the same everywhere and never puts an
 * answer before its question, nor a message before an earlier one of its stream.
 */
final class Mailbox {
  private static final Comparator<Mail> CAUSAL =
      Comparator.comparingLong(Mail::lamport).thenComparing(Mail::id);

  private final TreeMap<MessageId, Mail> byId = new TreeMap<>();
  private final TreeSet<Mail> inOrder = new TreeSet<>(CAUSAL);
  private final TreeMap<UserName, MailLoad> bySender = new TreeMap<>(); // without receipts
  private final MailMemory memory;
  private long textBytes;

  /** The mail in this mailbox is counted in {@code memory} as well. */
  Mailbox(MailMemory memory) {
    this.memory = memory;
  }

  /**
   * Adds a message, or keeps the smaller copy if it is here already; returns the copy that is here
   * now.
   */
  Mail add(Mail mail) {
    var known = take(mail.id());
    var kept = known == null ? mail : known.smaller(mail);
    byId.put(kept.id(), kept);
    inOrder.add(kept);
    textBytes += TextRules.bytes(kept.text());
    memory.add(kept);
    if (!DeliveryReceipt.is(kept))
      bySender.merge(kept.from(), MailLoad.of(kept.text()), MailLoad::plus);
    return kept;
  }

  private @Nullable Mail take(MessageId id) {
    var mail = byId.remove(id);
    if (mail == null) return null;
    inOrder.remove(mail);
    textBytes -= TextRules.bytes(mail.text());
    memory.remove(mail);
    if (!DeliveryReceipt.is(mail))
      bySender.computeIfPresent(mail.from(), (name, load) -> load.without(mail.text()));
    return mail;
  }

  /** The messages of {@code sender}, receipts not counted. */
  MailLoad of(UserName sender) {
    return bySender.getOrDefault(sender, MailLoad.NONE);
  }

  Optional<Mail> find(MessageId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Removes all messages of {@code stream} up to number {@code upTo}; returns them. */
  List<Mail> remove(ClientStream stream, long upTo) {
    if (upTo < 1) return List.of();
    var covered = byId.subMap(new MessageId(stream, 1), true, new MessageId(stream, upTo), true);
    var removed = List.copyOf(covered.values());
    removed.forEach(mail -> take(mail.id()));
    return removed;
  }

  /** Removes those of {@code ids} that are here; returns them. */
  List<Mail> removeAll(Collection<MessageId> ids) {
    var removed = new ArrayList<Mail>();
    for (var id : ids) {
      var mail = take(id);
      if (mail != null) removed.add(mail);
    }
    return removed;
  }

  /** Removes the messages that {@code isGone} accepts; returns them in order. */
  List<Mail> removeIf(Predicate<Mail> isGone) {
    var removed = new ArrayList<Mail>();
    for (var mail : inOrder) {
      if (isGone.test(mail)) removed.add(mail);
    }
    removed.forEach(mail -> take(mail.id()));
    return removed;
  }

  Collection<Mail> mails() {
    return Collections.unmodifiableCollection(inOrder);
  }

  int size() {
    return inOrder.size();
  }

  long textBytes() {
    return textBytes;
  }
}
