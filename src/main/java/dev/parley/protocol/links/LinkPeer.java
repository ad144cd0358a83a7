package dev.parley.protocol.links;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;

/** One neighbour on the ring, and when it is to be dialled. */
final class LinkPeer {
  /** After a link ended by a goodbye or a dial failed; doubled with every further failure. */
  static final long MIN_REDIAL_MS = 100;

  /** A link that is down costs only time: no hurry, and no crowd of calls to a dead machine. */
  static final long MAX_REDIAL_MS = 5_000;

  /**
   * The immediate call back, and the evidence, come at most this often: a link that breaks again
   * and again is evidence about the network rather than about its peer.
   */
  static final long CALL_BACK_EVERY_MS = 1_000;

  private static final long NONE = -1;

  private final Member member;
  private boolean dials;
  private long dialling = NONE;
  private boolean isAfterDeath;
  private long pauseMs = MIN_REDIAL_MS;
  private long dialAtMs;
  private long callBackFromMs;

  LinkPeer(Member member, long nowMs) {
    this.member = member;
    this.dialAtMs = nowMs;
    this.callBackFromMs = nowMs;
  }

  Member member() {
    return member;
  }

  MemberId id() {
    return member.id();
  }

  /** Returns true if this end dials; the other end's links are waited for. */
  boolean dials() {
    return dials;
  }

  void dials(boolean isOurs) {
    dials = isOurs;
  }

  boolean isDialDue(long nowMs) {
    return dials && dialling == NONE && nowMs >= dialAtMs;
  }

  /** Returns true if a link that ended now is evidence and worth an immediate call. */
  boolean mayCallBack(long nowMs) {
    return nowMs >= callBackFromMs;
  }

  void onDial(long link) {
    dialling = link;
    isAfterDeath = false;
  }

  void onCallBack(long link, long nowMs) {
    dialling = link;
    isAfterDeath = true;
    callBackFromMs = nowMs + CALL_BACK_EVERY_MS;
  }

  boolean isDialling(long link) {
    return dialling == link;
  }

  /** Returns true if the dial under way is the call back after a link that was up had ended. */
  boolean isDialledAfterDeath() {
    return dialling != NONE && isAfterDeath;
  }

  void onUp(long nowMs) {
    dialling = NONE;
    pauseMs = MIN_REDIAL_MS;
    dialAtMs = nowMs;
  }

  void onDown(long nowMs) {
    dialling = NONE;
    dialAtMs = nowMs + pauseMs;
    pauseMs = Math.min(2 * pauseMs, MAX_REDIAL_MS);
  }
}
