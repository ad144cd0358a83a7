package dev.parley.chat;

import dev.parley.chat.ChatEvent.StreamMark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one session is shown, and in which order: first the mail that waited when it opened, then
 * what arrives. Pushes only so much ahead of the client's acknowledgements; the rest stays in the
 * mailbox. Pushes no message twice in a session.
 */
public final class Outbox {
  /** Messages pushed and not acknowledged: bounds what a client that does not read costs. */
  public static final int MAX_UNACKNOWLEDGED = 256;

  /** What to tell the session, in order. */
  public sealed interface Push {}

  public record Begin(int count) implements Push {}

  public record Show(long n, Mail mail, boolean stored) implements Push {}

  public record End() implements Push {}

  private final ArrayDeque<Mail> waiting = new ArrayDeque<>();
  private final TreeMap<Long, Mail> shown = new TreeMap<>();
  private int storedLeft;
  private boolean isFraming;
  private boolean isOpen;
  private long lastPushed;

  /** {@code stored} is the mail that waits, in the order in which it should be shown. */
  public Outbox(List<Mail> stored) {
    waiting.addAll(stored);
    storedLeft = stored.size();
    isFraming = !stored.isEmpty();
  }

  /** The first pushes of the session. */
  public List<Push> onOpen() {
    isOpen = true;
    var pushes = new ArrayList<Push>();
    if (isFraming) pushes.add(new Begin(storedLeft));
    pushes.addAll(push());
    return pushes;
  }

  /** New mail: after everything that waits. */
  public List<Push> onMail(Mail mail) {
    waiting.addLast(mail);
    return isOpen ? push() : List.of();
  }

  /**
   * Everything up to push {@code n} was shown; numbers that were never pushed are ignored. The
   * marks say what may be removed from the mailbox everywhere: empty if nothing new was
   * acknowledged.
   */
  public List<StreamMark> onAcknowledged(long n) {
    var done = shown.headMap(Math.min(n, lastPushed), true);
    SortedMap<Stream, Long> marks = new TreeMap<>();
    done.values().forEach(mail -> marks.merge(mail.id().stream(), mail.id().seq(), Math::max));
    done.clear();
    return marks.entrySet().stream()
        .map(mark -> new StreamMark(mark.getKey(), mark.getValue()))
        .toList();
  }

  /** What there is room for now. */
  public List<Push> push() {
    var pushes = new ArrayList<Push>();
    while (!waiting.isEmpty() && shown.size() < MAX_UNACKNOWLEDGED) {
      var mail = waiting.removeFirst();
      boolean stored = storedLeft > 0;
      shown.put(++lastPushed, mail);
      pushes.add(new Show(lastPushed, mail, stored));
      if (stored) storedLeft--;
      if (stored && storedLeft == 0) pushes.add(new End());
    }
    return pushes;
  }
}
