package dev.parley.chat;

import dev.parley.chat.model.Mail;

/** What all mail that waits takes of the memory, kept as it comes and goes. */
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
