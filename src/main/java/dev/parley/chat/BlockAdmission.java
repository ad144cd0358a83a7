package dev.parley.chat;

import dev.parley.chat.ChatEvent.BlockChange;
import dev.parley.chat.ChatEvent.BlocksChanged;
import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Decides at a user's server about a name that they block, or block no more, before that is
 * multicast. No majority is asked: nobody has to wait for one to be left in peace.
 */
public final class BlockAdmission {
  /** The decision about a request. */
  public sealed interface Decision {}

  /** Multicast this event; it counts as submitted from now on. */
  public record Submit(BlocksChanged event) implements Decision {}

  /** It is so already: a request that is sent again succeeds again. */
  public enum AsItIs implements Decision {
    INSTANCE
  }

  public record Refused(Refusal refusal) implements Decision {}

  private final ChatState state;
  private final MemoryRoom room;
  private final TreeMap<Long, BlocksChanged> pending = new TreeMap<>(); // by Lamport time

  /** {@code room} is that of {@code state}. */
  public BlockAdmission(ChatState state, MemoryRoom room) {
    this.state = state;
    this.room = room;
  }

  /** {@code owner} blocks {@code name}, or blocks it no more. */
  public Decision onRequest(UserName owner, UserName name, boolean isBlocked) {
    boolean isAsWanted = state.blocks(owner, name) == isBlocked;
    if (isAsWanted && pendingOf(owner) == 0) return AsItIs.INSTANCE;
    if (isBlocked) return block(owner, name);
    boolean isFull = state.unblockedBy(owner) >= ChatLimits.MAX_BLOCKED;
    // What is under way is not in the list yet: the next request will end it.
    return isFull && pendingOf(owner) == 0
        ? submit(whole(owner, name))
        : submit(change(owner, name, false));
  }

  private Decision block(UserName owner, UserName name) {
    if (owner.equals(name))
      return refuse(Code.NAME_INVALID, "You cannot block yourself: give the name of another user.");
    if (state.account(name).isEmpty()) {
      return refuse(
          Code.NO_SUCH_USER, "There is no user '" + name + "' to block: check the spelling.");
    }
    if (state.blockedBy(owner).size() + pendingOf(owner) >= ChatLimits.MAX_BLOCKED) {
      return refuse(
          Code.RATE_LIMITED,
          "You have blocked "
              + ChatLimits.MAX_BLOCKED
              + " users, which is the most: unblock one of them first.");
    }
    if (!room.hasRoomForEver(MemoryCost.ofBlock())) {
      return refuse(
          Code.RATE_LIMITED,
          "The servers have no room for another blocked name: unblock one that you blocked before, "
              + "or ask the operator.");
    }
    return submit(change(owner, name, true));
  }

  private int pendingOf(UserName owner) {
    return (int) pending.values().stream().filter(e -> e.owner().equals(owner)).count();
  }

  private BlocksChanged change(UserName owner, UserName name, boolean isBlocked) {
    return event(owner, false, List.of(change(name, isBlocked)));
  }

  /** All that is still blocked, said again, so that the rest of the list can be forgotten. */
  private BlocksChanged whole(UserName owner, UserName unblocked) {
    var changes = new ArrayList<BlockChange>();
    for (var name : state.blockedBy(owner))
      if (!name.equals(unblocked)) changes.add(change(name, true));
    return event(owner, true, changes);
  }

  private BlockChange change(UserName name, boolean isBlocked) {
    return new BlockChange(name, isBlocked, state.claim(name));
  }

  private BlocksChanged event(UserName owner, boolean isWhole, List<BlockChange> changes) {
    return new BlocksChanged(
        owner, state.claim(owner), state.nextLamport(), isWhole, List.copyOf(changes));
  }

  private Submit submit(BlocksChanged event) {
    pending.put(event.lamport(), event);
    return new Submit(event);
  }

  /** The event was delivered here, so the state knows it now. */
  public void onDelivered(BlocksChanged event) {
    pending.remove(event.lamport());
  }

  private static Decision refuse(Code code, String sentence) {
    return new Refused(Refusal.of(code, sentence));
  }
}
