package dev.parley.chat;

import dev.parley.chat.model.ClockMembers;
import dev.parley.chat.model.Mail;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all waiting mail takes, updated as mail comes and goes. What messages have in
 * common is in memory once: the stream, which its numbers keep anyway, and the members of their
 * clocks, which are kept as long as a message has them.
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

  private final TreeMap<ClockMembers, Shared> clocks = new TreeMap<>();
  private final SeenNumbers seen;
  private long bytes;
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
    bytes += MemoryCost.of(mail);
    return seen.share(mail).sharing(shared.members);
  }

  private Shared onClock(ClockMembers members) {
    bytes += MemoryCost.of(members);
    return new Shared(members);
  }

  /** Counts {@code mail}, which was added, no more. */
  void remove(Mail mail) {
    mails--;
    bytes -= MemoryCost.of(mail);
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
}
