package dev.parley.client.core;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * Written messages that are not accepted yet, in order. One message is on its way at a time: the
 * next one gets its number only when the fate of the one before is known, so that a refusal leaves
 * no gap and no message overtakes another.
 */
final class Outbox {
  /**
   * More than a person writes while the servers are away; a program has to wait. Each message
   * rewrites all of them.
   */
  static final int MAX_DRAFTS = 1_000;

  private final ArrayDeque<UnsentMessage> drafts;
  private long nextSeq;
  private long nextNumber;
  private boolean isOnItsWay;
  private boolean wasOnItsWay;
  private long retryAtMs;

  Outbox(Profile profile) {
    drafts = new ArrayDeque<>(profile.drafts());
    nextSeq = profile.nextSeq();
    nextNumber = profile.nextNumber();
    wasOnItsWay = !drafts.isEmpty(); // for all that is known
  }

  /** Nothing if the box is full. */
  Optional<UnsentMessage> add(UnsentMessage unnumbered) {
    if (drafts.size() == MAX_DRAFTS) return Optional.empty();
    var draft = unnumbered.numbered(nextNumber++);
    drafts.addLast(draft);
    return Optional.of(draft);
  }

  /** The message to send now, if one may be sent; it is on its way then. */
  Optional<UnsentMessage> takeNext(long nowMs) {
    if (isOnItsWay || drafts.isEmpty() || nowMs < retryAtMs) return Optional.empty();
    isOnItsWay = true;
    wasOnItsWay = true;
    return Optional.of(drafts.getFirst());
  }

  /** The number under which the first message is, or will be, sent. */
  long seq() {
    return nextSeq;
  }

  /** The first message has been accepted. */
  UnsentMessage accepted() {
    isOnItsWay = false;
    wasOnItsWay = false;
    nextSeq++;
    return drafts.removeFirst();
  }

  /** The first message will never be accepted; its number is free again. */
  UnsentMessage refused() {
    isOnItsWay = false;
    wasOnItsWay = false;
    return drafts.removeFirst();
  }

  /** Returns true if a server may have the first message already, without an answer. */
  boolean mayBeAccepted() {
    return wasOnItsWay;
  }

  /** The first message is to be sent again, not before {@code atMs}. */
  void retry(long atMs) {
    isOnItsWay = false;
    retryAtMs = atMs;
  }

  /** The servers count otherwise: the first message gets this number. */
  void renumber(long seq) {
    nextSeq = seq;
  }

  /** The connection is gone, and with it the answer. */
  void interrupted() {
    isOnItsWay = false;
    retryAtMs = 0;
  }

  boolean isOnItsWay() {
    return isOnItsWay;
  }

  int size() {
    return drafts.size();
  }

  List<UnsentMessage> drafts() {
    return List.copyOf(drafts);
  }

  Profile in(Profile profile, String client, String ticket, List<String> servers) {
    return new Profile(
        client,
        profile.name(),
        ticket,
        profile.password(),
        nextSeq,
        nextNumber,
        List.copyOf(drafts),
        servers);
  }
}
