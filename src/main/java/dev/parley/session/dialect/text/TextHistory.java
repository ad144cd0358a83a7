package dev.parley.session.dialect.text;

import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.history.SearchWords;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol.HistoryTold;
import dev.parley.replica.ReplicaProtocol.Kept;
import dev.parley.replica.ReplicaProtocol.MessagesFound;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.TextSafety;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The command of a person for messages of a conversation, and the lines that show them. */
final class TextHistory {
  /** About a screen. */
  static final int MESSAGES = 20;

  private static final String OWN = "me";
  private static final String END = "System: ===== End of Messages =====";
  private static final String INCOMPLETE =
      "System: This server still fetches messages from others: some may be missing.";

  // Where the person is, and with it their time of day, nobody knows here.
  private static final DateTimeFormatter SENT_AT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  private TextHistory() {}

  /**
   * The request of {@code /history}, {@code /history 50}, {@code /history shao}, {@code /history 50
   * shao} or {@code /history shao 50}; without a name {@code peer} is meant, if there is one. A
   * name that is a number comes after the number of messages. A room is named in the same places,
   * and {@code chat} is the one that is meant without a name.
   */
  static Optional<ClientCommand> parse(
      String[] words, Optional<UserName> peer, Optional<RoomName> chat) {
    var rest = Arrays.stream(words).skip(1).map(String::strip).filter(w -> !w.isEmpty()).toList();
    if (rest.size() > 2) return Optional.empty();
    boolean isNumberFirst = !rest.isEmpty() && isNumber(rest.get(0));
    boolean hasName = rest.size() > (isNumberFirst ? 1 : 0);
    var name = hasName ? rest.get(isNumberFirst ? 1 : 0) : "";
    var with = hasName ? UserName.parse(name) : peer;
    var room = hasName ? RoomName.parse(name) : chat;
    var number =
        isNumberFirst ? rest.get(0) : rest.size() == 2 ? rest.get(1) : Integer.toString(MESSAGES);
    if (!isNumber(number)) return Optional.empty();
    int limit = Integer.parseInt(number);
    if (limit < 1 || limit > HistoryQuery.MAX_LIMIT) return Optional.empty();
    if (room.isPresent())
      return Optional.of(
          new ClientCommand.AskRoomHistory(Optional.empty(), room.get(), Optional.empty(), limit));
    return with.map(
        user -> new ClientCommand.AskHistory(Optional.empty(), user, Optional.empty(), limit));
  }

  private static boolean isNumber(String word) {
    return word.matches("[0-9]{1,9}");
  }

  /** The request of {@code /search TEXT}; nothing without a word, or with too many. */
  static Optional<ClientCommand> search(String[] words) {
    return SearchWords.of(Arrays.stream(words).skip(1).collect(Collectors.joining(" ")))
        .map(w -> new ClientCommand.Search(Optional.empty(), w, Optional.empty(), MESSAGES));
  }

  /** With line ends; the texts are made safe. */
  static String lines(MessagesFound found, UserName self) {
    var lines = new ArrayList<String>();
    lines.add("System: ===== Messages found, the latest first, in UTC =====");
    for (var kept : found.messages()) {
      boolean isOwn = kept.from().equals(self);
      lines.add(line(kept, isOwn ? OWN + " to " + kept.to() : kept.from().spelling()));
    }
    if (found.hasMore()) lines.add("System: There may be others: try more words.");
    if (!found.isComplete()) lines.add(INCOMPLETE);
    lines.add(END);
    return TextPhrases.lines(lines.toArray(String[]::new));
  }

  /** With line ends; the texts are made safe. */
  static String lines(HistoryTold told, UserName self) {
    var lines = new ArrayList<String>();
    lines.add("System: ===== Messages with " + told.with() + ", in UTC =====");
    if (told.hasMore()) lines.add("System: There are earlier ones.");
    for (var kept : told.messages())
      lines.add(line(kept, kept.from().equals(self) ? OWN : kept.from().spelling()));
    if (!told.isComplete()) lines.add(INCOMPLETE);
    lines.add(END);
    return TextPhrases.lines(lines.toArray(String[]::new));
  }

  private static String line(Kept kept, String who) {
    var mail = kept.mail();
    var sentAt = SENT_AT.format(Instant.ofEpochMilli(mail.sentAtMs()));
    return sentAt + " " + who + ": " + TextSafety.safe(RoomPost.text(mail));
  }
}
