package dev.parley.session;

import dev.parley.chat.model.Refusal;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.json.JsonReplies;
import java.util.Optional;

/** A refusal that answers no request, in the words of each dialect. */
public final class RefusalLine {
  private RefusalLine() {}

  /** The line, with its end. */
  public static String of(Choice dialect, Refusal refusal) {
    return switch (dialect) {
      case TEXT -> refusal.text() + "\r\n";
      case IRC -> "ERROR :" + refusal.text() + "\r\n";
      case JSON -> JsonReplies.error(Optional.empty(), refusal) + "\n";
    };
  }
}
