package dev.parley.chat;

import dev.parley.chat.ChatEvent.BlockChange;
import dev.parley.chat.ChatEvent.BlocksChanged;
import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

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
    if (isAsWanted && !isUnderWay(owner, name)) return AsItIs.INSTANCE;
    if (isBlocked) return block(owner, name);
    return unblocked(owner) >= ChatLimits.MAX_BLOCKED
        ? submit(whole(owner, name))
        : submit(change(owner, name, false));
  }

  /** Whether something is said of the name that is not in the list yet. */
  private boolean isUnderWay(UserName owner, UserName name) {
    return pending(owner)
        .anyMatch(
            event ->
                event.isWhole() || event.changes().stream().anyMatch(c -> c.name().equals(name)));
  }

  /** The names that are remembered as blocked no more, with what is under way. */
  private int unblocked(UserName owner) {
    var count = new int[] {state.unblockedBy(owner)};
    pending(owner)
        .forEach(
            event -> {
              if (event.isWhole()) count[0] = 0;
              for (var change : event.changes()) if (!change.isBlocked()) count[0]++;
            });
    return count[0];
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
    return (int) pending(owner).count();
  }

  /** What is under way of this owner, in the order of its times. */
  private Stream<BlocksChanged> pending(UserName owner) {
    return pending.values().stream().filter(event -> event.owner().equals(owner));
  }

  private BlocksChanged change(UserName owner, UserName name, boolean isBlocked) {
    return event(owner, false, List.of(change(name, isBlocked)));
  }

  /** All that is still blocked, said again, so that the rest of the list can be forgotten. */
  private BlocksChanged whole(UserName owner, UserName unblocked) {
    var blocked = new TreeSet<>(state.blockedBy(owner));
    // It ends what is under way as well: that was said before it.
    pending(owner).forEach(event -> apply(event, blocked));
    blocked.remove(unblocked);
    return event(owner, true, blocked.stream().map(name -> change(name, true)).toList());
  }

  private static void apply(BlocksChanged event, Set<UserName> blocked) {
    if (event.isWhole()) blocked.clear();
    for (var change : event.changes()) {
      if (change.isBlocked()) blocked.add(change.name());
      else blocked.remove(change.name());
    }
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
