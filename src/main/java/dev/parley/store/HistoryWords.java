package dev.parley.store;

import dev.parley.chat.history.Conversation;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.UserName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The table {@code history_word}: what many rows of the archive have in common, each once with a
 * number that is this store's own. A word begins with its kind.
 */
final class HistoryWords {
  private static final String STREAM = "s ";

  /** All words of streams are after this one. */
  static final String BEFORE_STREAMS = STREAM;

  /** All words of streams are before this one. */
  static final String AFTER_STREAMS = "s!";

  private static final String CONVERSATION = "c ";
  private static final String MEMBERS = "m ";
  private static final String ACCOUNT = "a ";

  /** Of longer words a hash is compared: indices take no keys of any length. */
  private static final int MAX_KEY = 500;

  /** This many are remembered, some 3 MB; others are looked up. */
  private static final int MAX_CACHED = 10_000;

  private final PreparedStatement find;
  private final PreparedStatement insert;
  private final PreparedStatement last;
  private final Map<String, Long> cached =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_CACHED;
        }
      };

  HistoryWords(Connection connection) throws SQLException {
    find = connection.prepareStatement("select k from history_word where id = ?");
    insert = connection.prepareStatement("insert into history_word (k, id, word) values (?, ?, ?)");
    last = connection.prepareStatement("select max(k) from history_word");
  }

  static String of(ClientStream stream) {
    return STREAM + stream.sender().key() + " " + stream.client();
  }

  static String of(Conversation conversation) {
    return CONVERSATION
        + String.join(
            " ",
            conversation.first().key(),
            Long.toString(conversation.firstClaim()),
            conversation.second().key(),
            Long.toString(conversation.secondClaim()));
  }

  /** An account, by its name and its claim. */
  static String of(UserName name, long claim) {
    return ACCOUNT + name.key() + " " + claim;
  }

  static String of(Iterable<String> members) {
    return MEMBERS + String.join(" ", members);
  }

  static ClientStream stream(String word) {
    int end = word.indexOf(' ', STREAM.length());
    return new ClientStream(
        UserName.of(word.substring(STREAM.length(), end)), word.substring(end + 1));
  }

  static Conversation conversation(String word) {
    var parts = word.split(" ", -1);
    return new Conversation(
        UserName.of(parts[1]),
        Long.parseLong(parts[2]),
        UserName.of(parts[3]),
        Long.parseLong(parts[4]));
  }

  static String[] members(String word) {
    return word.length() == MEMBERS.length()
        ? new String[0]
        : word.substring(MEMBERS.length()).split(" ", -1);
  }

  /** The number of {@code word}, which gets one if it has none. */
  long number(String word) throws SQLException {
    var known = known(word);
    if (known.isPresent()) return known.get();
    long next = last() + 1;
    insert.setLong(1, next);
    insert.setString(2, key(word));
    insert.setString(3, word);
    insert.executeUpdate();
    cached.put(word, next);
    return next;
  }

  /** The number of {@code word}, if any row ever had it. */
  Optional<Long> known(String word) throws SQLException {
    var remembered = cached.get(word);
    if (remembered != null) return Optional.of(remembered);
    find.setString(1, key(word));
    try (var row = find.executeQuery()) {
      if (!row.next()) return Optional.empty();
      long number = row.getLong(1);
      cached.put(word, number);
      return Optional.of(number);
    }
  }

  private long last() throws SQLException {
    try (var row = last.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** A transaction that gave numbers was rolled back, or rows were deleted. */
  void forget() {
    cached.clear();
  }

  private static String key(String word) {
    if (word.length() <= MAX_KEY) return word;
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      var bytes = hash.digest(word.getBytes(StandardCharsets.UTF_8));
      return word.substring(0, 2) + "# " + HexFormat.of().formatHex(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
