package dev.parley.chat;

import dev.parley.chat.model.TextRules;
import org.jspecify.annotations.Nullable;

/** A number of messages, and the bytes of their texts. */
record MailLoad(int mails, long textBytes) {
  static final MailLoad NONE = new MailLoad(0, 0);

  /** One message with this text. */
  static MailLoad of(String text) {
    return new MailLoad(1, TextRules.bytes(text));
  }

  /** The rest without a message with this text; null if that was the last one. */
  @Nullable MailLoad without(String text) {
    return mails == 1 ? null : plus(-1, -TextRules.bytes(text));
  }

  MailLoad plus(int more, long bytes) {
    return new MailLoad(mails + more, textBytes + bytes);
  }

  MailLoad plus(MailLoad other) {
    return plus(other.mails, other.textBytes);
  }
}
