package dev.parley.transport.peers;

import akka.util.ByteString;
import dev.parley.protocol.links.LinkGreeting.Verdict;
import dev.parley.wire.LinkHandshake;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one end of a link: the greeting or its answer, then at most a goodbye. Never throws,
 * whatever arrives, and reads nothing after bytes that do not belong there.
 */
final class LinkReader {
  /** One message that arrived, or the reason why nothing more is read. */
  sealed interface Heard {}

  record Greeted(LinkHandshake.Greeted greeted) implements Heard {}

  record Answered(Verdict verdict) implements Heard {}

  enum Last implements Heard {
    GOODBYE,
    OTHER_VERSION,
    GARBAGE
  }

  private enum Stage {
    PREFIX,
    GREETING,
    ANSWER,
    UP,
    DONE
  }

  private final FixedLengthReader parts = new FixedLengthReader();
  private Stage stage;

  private LinkReader(Stage stage, int length) {
    this.stage = stage;
    parts.want(length);
  }

  /** A reader for the end that was dialled. */
  static LinkReader ofGreeting() {
    return new LinkReader(Stage.PREFIX, LinkHandshake.PREFIX_BYTES);
  }

  /** A reader for the end that dialled. */
  static LinkReader ofAnswer() {
    return new LinkReader(Stage.ANSWER, LinkHandshake.ANSWER_BYTES);
  }

  List<Heard> onBytes(ByteString bytes) {
    var heard = new ArrayList<Heard>();
    if (stage == Stage.DONE) return heard;
    parts.give(bytes);
    while (stage != Stage.DONE) {
      var part = parts.take();
      if (part.isEmpty()) return heard;
      onPart(part.get(), heard);
    }
    return heard;
  }

  private void onPart(byte[] part, List<Heard> heard) {
    switch (stage) {
      case PREFIX -> onPrefix(part, heard);
      case GREETING ->
          LinkHandshake.greeting(part)
              .ifPresentOrElse(greeted -> up(new Greeted(greeted), heard), () -> garbage(heard));
      case ANSWER ->
          LinkHandshake.verdict(part)
              .ifPresentOrElse(verdict -> up(new Answered(verdict), heard), () -> garbage(heard));
      case UP -> end(part[0] == LinkHandshake.GOODBYE ? Last.GOODBYE : Last.GARBAGE, heard);
      case DONE -> throw new IllegalStateException("nothing is read after the end");
    }
  }

  private void onPrefix(byte[] prefix, List<Heard> heard) {
    int length = LinkHandshake.greetingBytes(prefix);
    if (length < 0) {
      end(LinkHandshake.isOfOtherVersion(prefix) ? Last.OTHER_VERSION : Last.GARBAGE, heard);
    } else {
      stage = Stage.GREETING;
      parts.want(length);
    }
  }

  private void up(Heard first, List<Heard> heard) {
    heard.add(first);
    stage = Stage.UP;
    parts.want(1);
  }

  private void garbage(List<Heard> heard) {
    end(Last.GARBAGE, heard);
  }

  private void end(Last last, List<Heard> heard) {
    heard.add(last);
    stage = Stage.DONE;
  }
}
