package dev.parley.chat;

import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The mail that one session is shown, in order: first the mail that waited when the session opened,
 * then new mail. Pushes only a limited number of messages ahead of the client's acknowledgements;
 * the rest stays in the mailbox. Pushes no message twice in a session, nor one that was shown in
 * another session before its turn.
 */
public final class PushWindow {
  /**
   * At most this many messages are pushed and not acknowledged: this bounds the cost of a client
   * that does not read.
   */
  public static final int MAX_UNACKNOWLEDGED = 256;

  /** A push to the session; pushes are sent in list order. */
  public sealed interface Push {}

  /** {@code count} messages waited; fewer follow if some of them are shown elsewhere meanwhile. */
  public record Begin(int count) implements Push {}

  public record Show(long n, Mail mail, boolean stored) implements Push {}

  public record End() implements Push {}

  /**
   * {@code unacknowledged} messages are not acknowledged, so more mail waits; pushed once in a
   * session.
   */
  public record Waiting(int unacknowledged) implements Push {}

  private final LinkedHashMap<MessageId, Mail> stored = new LinkedHashMap<>();
  private final LinkedHashMap<MessageId, Mail> live = new LinkedHashMap<>();
  private final TreeMap<Long, Mail> shown = new TreeMap<>();
  private boolean isFraming;
  private boolean isOpen;
  private boolean isWaitingTold;
  private long lastPushed;

  /** {@code waiting} is the mail that waits, in the order in which it should be shown. */
  public PushWindow(List<Mail> waiting) {
    waiting.forEach(mail -> stored.put(mail.id(), mail));
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
    live.putIfAbsent(mail.id(), mail);
    return push();
  }

  /** The message is not in the mailbox any more. */
  public List<Push> onRemoved(MessageId id) {
    stored.remove(id);
    live.remove(id);
    return push();
  }

  /**
   * The account of {@code sender} has lost its name: its messages are gone, and an acknowledgement
   * of one must not count for a message that the name's holder sends under the same number.
   */
  public List<Push> onSenderLost(UserName sender) {
    shown.values().removeIf(mail -> mail.from().equals(sender));
    stored.values().removeIf(mail -> mail.from().equals(sender));
    live.values().removeIf(mail -> mail.from().equals(sender));
    return push();
  }

  /**
   * Everything up to push {@code n} was shown; numbers that were never pushed are ignored. Returns
   * the messages that may be removed from the mailbox everywhere, with all before them in their
   * streams: empty if nothing new was acknowledged.
   */
  public List<Mail> onAcknowledged(long n) {
    var done = shown.headMap(Math.min(n, lastPushed), true);
    var mails = List.copyOf(done.values());
    done.clear();
    return mails;
  }

  /** The pushes for which there is room now. */
  public List<Push> push() {
    var pushes = new ArrayList<Push>();
    if (!isOpen) return pushes;
    push(stored, true, pushes);
    if (isFraming && stored.isEmpty()) {
      isFraming = false;
      pushes.add(new End());
    }
    if (stored.isEmpty()) push(live, false, pushes);
    if (!isWaitingTold && !(stored.isEmpty() && live.isEmpty())) {
      isWaitingTold = true; // pushed once: again and again it would report every slow client
      pushes.add(new Waiting(shown.size()));
    }
    return pushes;
  }

  private void push(Map<MessageId, Mail> from, boolean isStored, List<Push> pushes) {
    for (var next = from.values().iterator();
        next.hasNext() && shown.size() < MAX_UNACKNOWLEDGED; ) {
      var mail = next.next();
      next.remove();
      shown.put(++lastPushed, mail);
      pushes.add(new Show(lastPushed, mail, isStored));
    }
  }
}
