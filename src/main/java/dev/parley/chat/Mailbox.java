package dev.parley.chat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one user, in an order that is the same everywhere and never puts an
 * answer before its question, nor a message before an earlier one of its stream.
 */
final class Mailbox {
  private static final Comparator<Mail> CAUSAL =
      Comparator.comparingLong(Mail::lamport).thenComparing(Mail::id);

  /** Of at most this many messages that go together each one is looked for. */
  private static final int FEW = 32;

  private final SortedMails byId = new SortedMails();
  private final SortedMails inOrder = new SortedMails();
  private final SenderLoads loads = new SenderLoads(byId);
  private final MailMemory memory;
  private long textBytes;
  private MailLoad ofRooms = MailLoad.NONE;
  private boolean isCounted;

  /** The mail in this mailbox is counted in {@code memory} as well. */
  Mailbox(MailMemory memory) {
    this.memory = memory;
  }

  /**
   * Adds a message, or keeps the smaller copy if it is here already; returns the copy that is here
   * now, which shares with others what it has in common with them.
   */
  Mail add(Mail mail) {
    var known = take(mail.id());
    var copy = known == null ? mail : known.smaller(mail);
    int place = placeOf(copy.id());
    var kept = memory.add(byId.isEmpty() ? copy : copy.sharing(byId.get(Math.max(0, place - 1))));
    byId.add(place, kept);
    inOrder.add(placeInOrder(kept), kept);
    textBytes += TextRules.bytes(kept.text());
    if (RoomPost.isCopy(kept)) countOfRooms(kept, 1);
    loads.onAdded(kept);
    countMailbox();
    return kept;
  }

  private int placeOf(MessageId id) {
    return byId.place(mail -> mail.id().compareTo(id) < 0);
  }

  private int placeInOrder(Mail mail) {
    return inOrder.place(other -> CAUSAL.compare(other, mail) < 0);
  }

  private boolean isAt(int place, MessageId id) {
    return place < byId.size() && byId.get(place).id().equals(id);
  }

  private @Nullable Mail take(MessageId id) {
    int place = placeOf(id);
    if (!isAt(place, id)) return null;
    var mail = byId.remove(place);
    inOrder.remove(placeInOrder(mail));
    onRemoved(List.of(mail));
    return mail;
  }

  private void onRemoved(List<Mail> removed) {
    for (var mail : removed) {
      textBytes -= TextRules.bytes(mail.text());
      if (RoomPost.isCopy(mail)) countOfRooms(mail, -1);
      memory.remove(mail);
      loads.onRemoved(mail);
    }
    countMailbox();
  }

  private void countOfRooms(Mail copy, int sign) {
    ofRooms = ofRooms.plus(sign, sign * (long) TextRules.bytes(copy.text()));
  }

  private void countMailbox() {
    if (isCounted == (size() > 0)) return;
    isCounted = !isCounted;
    memory.onMailbox(isCounted);
  }

  /** The messages of {@code sender}, receipts not counted. */
  MailLoad of(UserName sender) {
    return loads.of(sender);
  }

  Optional<Mail> find(MessageId id) {
    int place = placeOf(id);
    return isAt(place, id) ? Optional.of(byId.get(place)) : Optional.empty();
  }

  /** Removes all messages of {@code stream} up to number {@code upTo}; returns them. */
  List<Mail> remove(ClientStream stream, long upTo) {
    if (upTo < 1) return List.of();
    var last = new MessageId(stream, upTo);
    int from = placeOf(new MessageId(stream, 1));
    int to = byId.place(mail -> mail.id().compareTo(last) <= 0);
    var removed = List.copyOf(byId.subList(from, to));
    byId.subList(from, to).clear();
    if (removed.size() <= FEW) removed.forEach(mail -> inOrder.remove(placeInOrder(mail)));
    else inOrder.removeIf(mail -> mail.id().stream().equals(stream) && mail.id().seq() <= upTo);
    onRemoved(removed);
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
    var removed = inOrder.stream().filter(isGone).toList();
    if (removed.isEmpty()) return removed;
    inOrder.removeIf(isGone);
    byId.removeIf(isGone);
    onRemoved(removed);
    return removed;
  }

  /** The first in order that a user has written; later ones may have been sent a little earlier. */
  Optional<Mail> first() {
    return inOrder.stream().filter(mail -> !DeliveryReceipt.is(mail)).findFirst();
  }

  Collection<Mail> mails() {
    return Collections.unmodifiableCollection(inOrder);
  }

  int size() {
    return inOrder.size();
  }

  /** Those that are of rooms. */
  MailLoad ofRooms() {
    return ofRooms;
  }

  long textBytes() {
    return textBytes;
  }
}
