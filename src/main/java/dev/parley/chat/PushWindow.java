package dev.parley.chat;

import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The messages that one session is shown, in order: first the mail that waited when the session
 * opened, then new mail and, if the session wants them, copies of what its user sends from
 * elsewhere. Pushes only a limited number of messages ahead of the client's acknowledgements; the
 * rest stays in the mailbox. Pushes no message twice in a session, nor one that was shown in
 * another session before its turn.
 */
public final class PushWindow {
  /**
   * At most this many messages are pushed and not acknowledged: this bounds the cost of a client
   * that does not read.
   */
  public static final int MAX_UNACKNOWLEDGED = 256;

  /**
   * At most this many copies wait: they are in no mailbox, which would bound them. Those beyond it
   * are left out, and the client is told.
   */
  public static final int MAX_WAITING_COPIES = 1_000;

  /** As {@link #MAX_WAITING_COPIES}, in characters of text: no other limit counts this memory. */
  public static final int MAX_WAITING_CHARS = 64 * 1024;

  /** A push to the session; pushes are sent in list order. */
  public sealed interface Push {}

  /** {@code count} messages waited; fewer follow if some of them are shown elsewhere meanwhile. */
  public record Begin(int count) implements Push {}

  public record Show(long n, Mail mail, boolean stored) implements Push {}

  /** A copy of what the user has sent from elsewhere. */
  public record ShowSent(long n, Mail mail) implements Push {}

  /** Copies were left out here. */
  public record CopiesSkipped() implements Push {}

  /**
   * Another session of the user has shown the messages of {@code with}, a user or a room, up to
   * {@code upTo}; {@code isSkipped}: not all of them were pushed here, nor will be.
   */
  public record ReadElsewhere(String with, Mail upTo, boolean isSkipped) implements Push {}

  public record End() implements Push {}

  /**
   * {@code unacknowledged} messages are not acknowledged, so more mail waits; pushed once in a
   * session.
   */
  public record Waiting(int unacknowledged) implements Push {}

  private static final Comparator<Mail> ORDER =
      Comparator.comparingLong(Mail::lamport).thenComparing(Mail::id);

  private record Item(Mail mail, boolean isCopy) {}

  /** Stands for a push that is in no mailbox, and whose text need not be in memory any more. */
  private static final Optional<Mail> NOT_WAITING = Optional.empty();

  private final LinkedHashMap<MessageId, Item> stored = new LinkedHashMap<>();
  private final LinkedHashMap<MessageId, Item> live = new LinkedHashMap<>();
  // What was pushed and not acknowledged, by number.
  private final TreeMap<Long, Optional<Mail>> shown = new TreeMap<>();

  // By sender or room: the last message that was read elsewhere, of those that were pushed, and of
  // others.
  private final LinkedHashMap<String, Mail> read = new LinkedHashMap<>();
  private final LinkedHashMap<String, Mail> skipped = new LinkedHashMap<>();

  private final boolean wantsNews;
  private int waitingCopies;
  private int waitingChars; // of the copies
  private boolean areCopiesSkipped;
  private boolean isFraming;
  private boolean isOpen;
  private boolean isWaitingTold;
  private long lastPushed;

  /**
   * {@code waiting} is the mail that waits, in the order in which it should be shown; {@code
   * wantsNews}: of what the user's other sessions send and show.
   */
  public PushWindow(List<Mail> waiting, boolean wantsNews) {
    this.wantsNews = wantsNews;
    waiting.forEach(mail -> stored.put(mail.id(), new Item(mail, false)));
  }

  /** The first pushes of the session. */
  public List<Push> onOpen() {
    isOpen = true;
    isFraming = !stored.isEmpty();
    var pushes = new ArrayList<Push>();
    if (isFraming) pushes.add(new Begin(stored.size()));
    pushes.addAll(push());
    return pushes;
  }

  /** New mail is pushed after everything that waits. */
  public List<Push> onMail(Mail mail) {
    live.putIfAbsent(mail.id(), new Item(mail, false));
    return push();
  }

  /** The user has sent {@code mail} from elsewhere, to somebody else. */
  public List<Push> onSent(Mail mail) {
    if (!wantsNews) return List.of();
    if (areCopiesSkipped || isFull(mail)) areCopiesSkipped = true;
    else if (live.putIfAbsent(mail.id(), new Item(mail, true)) == null) count(mail, 1);
    return push();
  }

  private boolean isFull(Mail next) {
    return waitingCopies == MAX_WAITING_COPIES
        || waitingChars + next.text().length() > MAX_WAITING_CHARS;
  }

  private void count(Mail copy, int more) {
    waitingCopies += more;
    waitingChars += more * copy.text().length();
  }

  /** The message is not in the mailbox any more, and was shown nowhere. */
  public List<Push> onRemoved(MessageId id) {
    takeWaiting(id);
    return push();
  }

  /**
   * The message was acknowledged, in this session or in another one. What follows from several of
   * them is pushed together: {@link #push} must be called after the last.
   */
  public void onRead(Mail mail) {
    boolean hasWaited = takeWaiting(mail.id());
    boolean wasPushed = !hasWaited && forgetPushed(mail.id());
    if (!wantsNews) return;
    if (hasWaited) skipped.merge(RoomPost.with(mail), mail, PushWindow::later);
    else if (wasPushed) read.merge(RoomPost.with(mail), mail, PushWindow::later);
  }

  /** An acknowledgement names its messages by stream, not in the order of the mailbox. */
  private static Mail later(Mail one, Mail other) {
    return ORDER.compare(one, other) >= 0 ? one : other;
  }

  private boolean takeWaiting(MessageId id) {
    return stored.remove(id) != null || live.remove(id) != null;
  }

  /**
   * Returns true if the message was pushed and not acknowledged. There are few such, since the
   * others are acknowledged: no index is worth its cost.
   */
  private boolean forgetPushed(MessageId id) {
    for (var push : shown.entrySet()) {
      var mail = push.getValue();
      boolean isIt = mail.isPresent() && mail.get().id().seq() == id.seq();
      if (!isIt || !mail.get().id().equals(id)) continue;
      push.setValue(NOT_WAITING);
      return true;
    }
    return false;
  }

  /**
   * The account of {@code sender} has lost its name: its messages are gone, and an acknowledgement
   * of one must not count for a message that the name's holder sends under the same number.
   */
  public List<Push> onSenderLost(UserName sender) {
    Predicate<Item> isLost = item -> !item.isCopy() && item.mail().from().equals(sender);
    shown.values().removeIf(push -> push.filter(mail -> mail.from().equals(sender)).isPresent());
    stored.values().removeIf(isLost);
    live.values().removeIf(isLost);
    return push();
  }

  /**
   * Everything up to push {@code n} was shown; numbers that were never pushed are ignored. Returns
   * the messages that may be removed from the mailbox everywhere, with all before them in their
   * streams: empty if nothing new was acknowledged. Copies are in no mailbox.
   */
  public List<Mail> onAcknowledged(long n) {
    var done = shown.headMap(Math.min(n, lastPushed), true);
    var mails = done.values().stream().flatMap(Optional::stream).toList();
    done.clear();
    return mails;
  }

  /** The pushes for which there is room now. */
  public List<Push> push() {
    var pushes = new ArrayList<Push>();
    if (!isOpen) return pushes;
    tellRead(read, false, pushes);
    push(stored, true, pushes);
    if (isFraming && stored.isEmpty()) {
      isFraming = false;
      pushes.add(new End());
    }
    if (stored.isEmpty()) push(live, false, pushes);
    // Gathered while the client does not read, so that there is one for each sender.
    if (hasRoom()) tellRead(skipped, true, pushes);
    if (areCopiesSkipped && waitingCopies == 0 && hasRoom()) {
      areCopiesSkipped = false;
      pushes.add(new CopiesSkipped());
    }
    if (!isWaitingTold && !(stored.isEmpty() && live.isEmpty())) {
      isWaitingTold = true; // pushed once: again and again it would report every slow client
      pushes.add(new Waiting(shown.size()));
    }
    return pushes;
  }

  private static void tellRead(Map<String, Mail> of, boolean isSkipped, List<Push> pushes) {
    of.forEach((with, upTo) -> pushes.add(new ReadElsewhere(with, upTo, isSkipped)));
    of.clear();
  }

  private boolean hasRoom() {
    return shown.size() < MAX_UNACKNOWLEDGED;
  }

  private void push(Map<MessageId, Item> from, boolean isStored, List<Push> pushes) {
    for (var next = from.values().iterator(); next.hasNext() && hasRoom(); ) {
      var item = next.next();
      next.remove();
      shown.put(++lastPushed, item.isCopy() ? NOT_WAITING : Optional.of(item.mail()));
      if (item.isCopy()) count(item.mail(), -1);
      pushes.add(
          item.isCopy()
              ? new ShowSent(lastPushed, item.mail())
              : new Show(lastPushed, item.mail(), isStored));
    }
  }
}
