package dev.parley.http;

import akka.util.ByteString;
import dev.parley.observe.TraceExchange.Shown;
import org.jspecify.annotations.Nullable;

/**
 * The text of what is shown, made once for all of its readers: they are told one after the other,
 * while the protocols wait. Safe for several threads.
 */
final class PointTexts {
  private @Nullable Shown last;
  private ByteString text = ByteString.emptyByteString();

  @SuppressWarnings("ReferenceEquality") // it is about the object that all readers are given
  synchronized ByteString of(Shown shown) {
    if (shown != last) {
      text = ByteString.fromString("data: " + TraceReport.of(shown) + "\n\n");
      last = shown;
    }
    return text;
  }
}
