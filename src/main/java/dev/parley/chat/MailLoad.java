package dev.parley.chat;

/** A number of messages, and the bytes of their texts. */
record MailLoad(int mails, long textBytes) {
  static final MailLoad NONE = new MailLoad(0, 0);

  MailLoad plus(int more, long bytes) {
    return new MailLoad(mails + more, textBytes + bytes);
  }

  MailLoad plus(MailLoad other) {
    return plus(other.mails, other.textBytes);
  }
}
