package dev.parley.transport.clients;

import dev.parley.session.Session;
import dev.parley.session.dialect.Refusals;

/** The content between two line ends, or the reason why it cannot be used. */
public sealed interface Line {
  /** The message about this line to the session. */
  Session.Input told();

  /** A line without its end. */
  record Text(String text) implements Line {
    @Override
    public Session.Input told() {
      return new Session.LineReceived(text);
    }
  }

  /** More than {@code maxBytes}; reported once for a line, as soon as it is known. */
  record TooLong(int maxBytes) implements Line {
    @Override
    public Session.Input told() {
      return new Session.LineRefused(Refusals.lineTooLong(maxBytes));
    }
  }

  /**
   * Bytes that are not UTF-8 (RFC 3629): overlong forms, surrogates and halves of characters
   * included.
   */
  enum NotUtf8 implements Line {
    INSTANCE;

    @Override
    public Session.Input told() {
      return new Session.LineRefused(Refusals.notUtf8());
    }
  }

  /** A binary message where only texts are lines. */
  enum Binary implements Line {
    INSTANCE;

    @Override
    public Session.Input told() {
      return new Session.LineRefused(Refusals.notText());
    }
  }
}
