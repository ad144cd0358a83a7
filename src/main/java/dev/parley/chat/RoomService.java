package dev.parley.chat;

import dev.parley.chat.AccountService.Answered;
import dev.parley.chat.AccountService.Decision;
import dev.parley.chat.AccountService.Proposed;
import dev.parley.chat.AccountService.TooEarly;
import dev.parley.chat.AccountService.UnderWay;
import dev.parley.chat.accounts.AccountChange.RoomDecided;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Done;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.rooms.RoomAbilities;
import dev.parley.chat.rooms.RoomChange;
import dev.parley.chat.rooms.RoomChange.Created;
import dev.parley.chat.rooms.RoomChange.Ended;
import dev.parley.chat.rooms.RoomChange.Left;
import dev.parley.chat.rooms.Rooms;
import java.util.TreeMap;

/**
 * The leader's answers about rooms. One change of a room is proposed at a time, so each is checked
 * against what came before it.
 */
final class RoomService {
  private final ChatState state;
  private final int maxMembers;

  /** What was proposed in this view and is not decided, as it was asked for. */
  private final TreeMap<RoomName, RoomChange> proposed = new TreeMap<>();

  private RoomAbilities abilities = RoomAbilities.ALL;

  /** A room takes no more than {@code maxMembers}. */
  RoomService(ChatState state, int maxMembers) {
    this.state = state;
    this.maxMembers = maxMembers;
  }

  void onView() {
    proposed.clear();
  }

  /** What all servers of the view know of rooms. */
  void onAbilities(RoomAbilities common) {
    abilities = common;
  }

  /** A question that is sent again, because the answer was lost, is answered as the first time. */
  Decision onQuestion(RoomChange change) {
    var rooms = state.rooms();
    var underWay = proposed.get(change.room());
    if (underWay != null) return underWay.equals(change) ? new UnderWay() : new TooEarly();
    boolean isThere = rooms.find(change.room()).isPresent();
    // The operator was told by their own server if there was none.
    if (!isThere && change instanceof Ended) return new Answered(new Done());
    if (!isThere && !(change instanceof Created)) return denied(Rooms.noSuchRoom(change.room()));
    boolean isMember = rooms.refusal(new Left(change.room(), change.by()), maxMembers).isEmpty();
    // Who is in no room must not learn from the answer what is the case in it.
    if ((isMember || change instanceof Left) && rooms.isDone(change))
      return new Answered(new Done());
    // The asker has checked it too, perhaps in a view before.
    var refusal = abilities.refusal(change).or(() -> rooms.refusal(change, maxMembers));
    if (refusal.isPresent()) return denied(refusal.get());
    proposed.put(change.room(), change);
    return new Proposed(new RoomDecided(change instanceof Created c ? claimed(c) : change));
  }

  private static Decision denied(Refusal refusal) {
    return new Answered(new Denied(refusal));
  }

  /** The founder's claim is random, and the time is given once: no other room has this number. */
  private Created claimed(Created created) {
    long claim = 31 * created.by().claim() + state.nextLamport();
    return new Created(
        created.room(),
        created.by(),
        claim == ClaimPair.ANY ? 1 : claim,
        created.topic(),
        created.isOpen());
  }

  /** The change is decided, and the rooms are as it made them, if it was still allowed. */
  Verdict onDecided(RoomChange change) {
    proposed.remove(change.room());
    if (state.rooms().isDone(change)) return new Done();
    return new Denied(
        Refusal.of(
            Refusal.Code.NOT_ALLOWED,
            "The room was changed at the same time: look at it, and try again."));
  }
}
