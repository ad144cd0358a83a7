package dev.parley.chat;

import dev.parley.chat.model.Mail;

/** The memory that all waiting mail takes, updated as mail comes and goes. */
final class MailMemory {
  private long bytes;

  void add(Mail mail) {
    bytes += MemoryCost.of(mail);
  }

  void remove(Mail mail) {
    bytes -= MemoryCost.of(mail);
  }

  long bytes() {
    return bytes;
  }
}
