package dev.parley.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The last messages of all conversations, both ways: what the user can look up, and what tells a
 * message that is delivered again from a new one.
 */
public final class History {
  /** Above what a mailbox can hold, so that nothing that may come again is forgotten. */
  static final int MAX_LETTERS = 12_000;

  private final ArrayDeque<Letter> letters = new ArrayDeque<>();
  private final Set<String> received = new HashSet<>();
  private final Set<String> delivered = new HashSet<>();
  private String lastAt = "";

  /** Empty. */
  public History() {}

  void add(Letter letter) {
    letters.addLast(letter);
    if (!letter.own()) received.add(letter.msg());
    if (!letter.at().isEmpty()) lastAt = letter.at();
    if (letters.size() > MAX_LETTERS) {
      var oldest = letters.removeFirst();
      if (!oldest.own()) received.remove(oldest.msg());
      delivered.remove(oldest.msg());
    }
  }

  /** The message with this id has been seen by its receiver. */
  void delivered(String msg) {
    if (delivered.size() < MAX_LETTERS) delivered.add(msg);
  }

  boolean isDelivered(String msg) {
    return delivered.contains(msg);
  }

  /** Says whether a message with this id was never received. */
  boolean isNew(String msg) {
    return !received.contains(msg);
  }

  /** How far the user has seen, in the servers' word; empty for nothing. */
  String lastAt() {
    return lastAt;
  }

  /** The last {@code count} messages with {@code peer}, oldest first. */
  List<Letter> with(String peer, int count) {
    var found = new ArrayList<Letter>();
    for (var letter : letters) if (letter.peer().equalsIgnoreCase(peer)) found.add(letter);
    return found.subList(Math.max(0, found.size() - count), found.size());
  }

  /** Everybody with whom there was a conversation. */
  Set<String> peers() {
    var peers = new HashSet<String>();
    for (var letter : letters) peers.add(letter.peer());
    return peers;
  }

  List<Letter> letters() {
    return List.copyOf(letters);
  }

  Set<String> delivered() {
    return Set.copyOf(delivered);
  }
}
