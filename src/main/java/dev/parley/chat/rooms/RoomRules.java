package dev.parley.chat.rooms;

import java.util.ArrayList;
import java.util.List;

/**
 * What the owners and moderators of a room have decided about who may join, write, and read what
 * was sent before. Bans and mutes are of accounts, so who leaves and comes back is still muted.
 *
 * @param banned who may neither join nor be invited
 * @param muted who may not write, as a member
 * @param isHistoryForAll whether members read what was sent before they joined, while this was so
 */
public record RoomRules(
    List<RoomAccount> banned, List<RoomAccount> muted, boolean isHistoryForAll) {
  /** So many may be banned from a room, and so many muted: one more is refused. */
  public static final int MAX_LISTED = 100;

  /** Nothing was decided. */
  public static final RoomRules NONE = new RoomRules(List.of(), List.of(), false);

  public RoomRules {
    banned = List.copyOf(banned);
    muted = List.copyOf(muted);
    if (banned.size() > MAX_LISTED || muted.size() > MAX_LISTED)
      throw new IllegalArgumentException(banned.size() + " banned, " + muted.size() + " muted");
  }

  /** Those who are listed, for whatever reason: the log has each of them. */
  int listed() {
    return banned.size() + muted.size();
  }

  RoomRules banned(RoomAccount account, boolean isBanned) {
    return new RoomRules(with(banned, account, isBanned), muted, isHistoryForAll);
  }

  RoomRules muted(RoomAccount account, boolean isMuted) {
    return new RoomRules(banned, with(muted, account, isMuted), isHistoryForAll);
  }

  RoomRules historyForAll(boolean isForAll) {
    return new RoomRules(banned, muted, isForAll);
  }

  private static List<RoomAccount> with(
      List<RoomAccount> list, RoomAccount account, boolean isListed) {
    var all = new ArrayList<>(list);
    all.remove(account);
    if (isListed) all.add(account);
    return all;
  }
}
