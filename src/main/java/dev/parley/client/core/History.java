package dev.parley.client.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The last messages of all conversations, both ways: for the user to look up, and to recognise a
 * message that is delivered again.
 */
public final class History {
  /** More than a mailbox can hold, so that no message is forgotten that may come again. */
  public static final int MAX_LETTERS = 12_000;

  /** Of all texts together: a fifth of the client's memory. Beyond it ids alone are kept. */
  static final long MAX_CHARS = 8_000_000;

  private final ArrayDeque<StoredMessage> messages = new ArrayDeque<>();
  private final LinkedHashSet<String> received = new LinkedHashSet<>();
  private final LinkedHashSet<String> delivered = new LinkedHashSet<>();
  private final LinkedHashSet<String> returned = new LinkedHashSet<>();
  private long chars;
  private String lastAt = "";

  /** Empty. */
  public History() {}

  public void add(StoredMessage message) {
    messages.addLast(message);
    chars += message.text().length();
    if (!message.own()) received(message.msg());
    if (!message.at().isEmpty()) lastAt = message.at();
    while (messages.size() > MAX_LETTERS || chars > MAX_CHARS)
      chars -= messages.removeFirst().text().length();
  }

  /** The message with this id was received once, whatever it said. */
  public void received(String msg) {
    keep(received, msg);
  }

  /** The message with this id has been seen by its receiver. */
  public void delivered(String msg) {
    keep(delivered, msg);
  }

  /**
   * The message with this id goes to nobody, though it was accepted or will be reported as
   * accepted.
   */
  public void returned(String msg) {
    keep(returned, msg);
  }

  private static void keep(Set<String> ids, String id) {
    ids.add(id);
    if (ids.size() <= MAX_LETTERS) return;
    Iterator<String> oldest = ids.iterator();
    oldest.next();
    oldest.remove();
  }

  public boolean isDelivered(String msg) {
    return delivered.contains(msg);
  }

  public boolean isReturned(String msg) {
    return returned.contains(msg);
  }

  /** Returns true if a message with this id was never received. */
  public boolean isNew(String msg) {
    return !received.contains(msg);
  }

  /** The position up to which the user has seen, as the servers' token; empty for none. */
  public String lastAt() {
    return lastAt;
  }

  /** The last {@code count} messages with {@code peer}, oldest first. */
  public List<StoredMessage> with(String peer, int count) {
    var found = new ArrayList<StoredMessage>();
    for (var message : messages) if (message.peer().equalsIgnoreCase(peer)) found.add(message);
    return List.copyOf(found.subList(Math.max(0, found.size() - count), found.size()));
  }

  /** All users with whom there was a conversation. */
  public Set<String> peers() {
    var peers = new HashSet<String>();
    for (var message : messages) peers.add(message.peer());
    return peers;
  }

  public List<StoredMessage> messages() {
    return List.copyOf(messages);
  }

  /** Ids of messages that were received and are not among the messages any more, oldest first. */
  public List<String> forgotten() {
    var present = new HashSet<String>();
    for (var message : messages) present.add(message.msg());
    return received.stream().filter(msg -> !present.contains(msg)).toList();
  }

  public List<String> delivered() {
    return List.copyOf(delivered);
  }

  public List<String> returned() {
    return List.copyOf(returned);
  }
}
