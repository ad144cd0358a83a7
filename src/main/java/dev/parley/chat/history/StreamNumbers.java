package dev.parley.chat.history;

import dev.parley.chat.history.NumberRanges.Range;
import dev.parley.chat.model.ClientStream;
import java.util.List;

/** Some numbers of a stream. */
public record StreamNumbers(ClientStream stream, List<Range> ranges) {
  public StreamNumbers {
    ranges = List.copyOf(ranges);
  }

  NumberRanges numbers() {
    return NumberRanges.of(ranges);
  }
}
