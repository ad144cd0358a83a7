package dev.parley.chat;

import dev.parley.chat.model.ClockMembers;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.RoomPost;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all waiting mail takes, updated as mail comes and goes. What messages have in
 * common is in memory once: the stream, which its numbers keep anyway, and the members of their
 * clocks, which are kept as long as a message has them; and the text of what was sent to a room,
 * which all its copies have.
 */
final class MailMemory {
  /** The members of some clocks, and the number of these. */
  private static final class Shared {
    private final ClockMembers members;
    private int mails;

    private Shared(ClockMembers members) {
      this.members = members;
    }
  }

  /** The text of some copies, and the number of these. */
  private static final class SharedText {
    private final String text;
    private int copies;

    private SharedText(String text) {
      this.text = text;
    }
  }

  private final TreeMap<ClockMembers, Shared> clocks = new TreeMap<>();

  /** By text; to compare long texts for an order would take longer. */
  private final Map<String, SharedText> texts = new LinkedHashMap<>();

  private final SeenNumbers seen;
  private long bytes;
  private long ofCopies;
  private int mails;

  /** {@code seen} has the streams. */
  MailMemory(SeenNumbers seen) {
    this.seen = seen;
  }

  /** Counts {@code mail}; returns it in the form in which it should be kept. */
  Mail add(Mail mail) {
    var shared = clocks.computeIfAbsent(mail.clockMembers(), this::onClock);
    shared.mails++;
    mails++;
    var kept = seen.share(mail).sharing(shared.members);
    if (RoomPost.isCopy(mail)) return addCopy(kept);
    bytes += MemoryCost.of(mail);
    return kept;
  }

  private Mail addCopy(Mail copy) {
    var shared = texts.computeIfAbsent(copy.text(), SharedText::new);
    if (shared.copies++ == 0) countCopies(MemoryCost.ofSharedText(copy.text()));
    countCopies(MemoryCost.ofCopy(copy));
    return copy.sharingText(shared.text);
  }

  private void removeCopy(Mail copy) {
    countCopies(-MemoryCost.ofCopy(copy));
    var shared = texts.get(copy.text());
    if (shared == null || --shared.copies > 0) return;
    texts.remove(copy.text());
    countCopies(-MemoryCost.ofSharedText(copy.text()));
  }

  private void countCopies(long more) {
    bytes += more;
    ofCopies += more;
  }

  private Shared onClock(ClockMembers members) {
    bytes += MemoryCost.of(members);
    return new Shared(members);
  }

  /** Counts {@code mail}, which was added, no more. */
  void remove(Mail mail) {
    mails--;
    if (RoomPost.isCopy(mail)) removeCopy(mail);
    else bytes -= MemoryCost.of(mail);
    clocks.computeIfPresent(mail.clockMembers(), (members, shared) -> onOneLess(shared));
  }

  private @Nullable Shared onOneLess(Shared shared) {
    shared.mails--;
    if (shared.mails > 0) return shared;
    bytes -= MemoryCost.of(shared.members);
    return null;
  }

  /** A mailbox has its first message, or has none any more. */
  void onMailbox(boolean isUsed) {
    bytes += isUsed ? MemoryCost.ofMailbox() : -MemoryCost.ofMailbox();
  }

  int mails() {
    return mails;
  }

  long bytes() {
    return bytes;
  }

  /** That of the copies of what was sent to rooms, without the clocks and mailboxes. */
  long ofCopies() {
    return ofCopies;
  }
}
