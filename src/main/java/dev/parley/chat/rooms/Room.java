package dev.parley.chat.rooms;

import dev.parley.chat.model.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A room. Rooms of one name that were created one after the other, or in groups that were founded
 * apart, have different claims.
 *
 * @param isOpen whether everybody may join, or only who is invited
 * @param members in the order in which they joined
 */
public record Room(
    RoomName name,
    long claim,
    String topic,
    boolean isOpen,
    List<RoomMember> members,
    List<RoomAccount> invited,
    RoomRules rules) {
  /** Each post is stored for each of them, and names them all. */
  public static final int MAX_MEMBERS = 200;

  /** Invitations that nobody has followed; of more the oldest go. */
  public static final int MAX_INVITED = 20;

  /** The longest topic, in characters. */
  public static final int MAX_TOPIC = 200;

  public Room {
    members = List.copyOf(members);
    invited = List.copyOf(invited);
    if (members.size() > MAX_MEMBERS || invited.size() > MAX_INVITED)
      throw new IllegalArgumentException(
          members.size() + " members, " + invited.size() + " guests");
  }

  /** A room in which nobody is banned or muted. */
  public Room(
      RoomName name,
      long claim,
      String topic,
      boolean isOpen,
      List<RoomMember> members,
      List<RoomAccount> invited) {
    this(name, claim, topic, isOpen, members, invited, RoomRules.NONE);
  }

  public Optional<RoomMember> member(RoomAccount account) {
    return members.stream().filter(one -> one.account().equals(account)).findFirst();
  }

  /** The role of {@code account}, if it is a member. */
  public Optional<RoomRole> role(RoomAccount account) {
    return member(account).map(RoomMember::role);
  }

  boolean mayModerate(RoomAccount account) {
    return role(account).filter(RoomRole::mayModerate).isPresent();
  }

  boolean isOwner(RoomAccount account) {
    return role(account).filter(RoomRole.OWNER::equals).isPresent();
  }

  boolean isBanned(RoomAccount account) {
    return rules.banned().contains(account);
  }

  /** Whether what this member writes is refused. Nobody silences an owner. */
  public boolean isMuted(RoomAccount account) {
    return rules.muted().contains(account) && !isOwner(account);
  }

  Room withTopic(String next) {
    return new Room(name, claim, next, isOpen, members, invited, rules);
  }

  Room open(boolean isOpenNow) {
    return new Room(name, claim, topic, isOpenNow, members, invited, rules);
  }

  Room withInvited(RoomAccount account) {
    var all = new ArrayList<>(invited);
    all.remove(account);
    all.add(account);
    int first = Math.max(0, all.size() - MAX_INVITED);
    return new Room(name, claim, topic, isOpen, members, all.subList(first, all.size()), rules);
  }

  Room withMember(RoomAccount account) {
    var all = new ArrayList<>(members);
    all.add(new RoomMember(account, RoomRole.MEMBER));
    return new Room(name, claim, topic, isOpen, all, without(account).invited, rules);
  }

  /** Without the member, or without the invitation. Where no owner is left, the oldest follows. */
  Room without(RoomAccount account) {
    var left = new ArrayList<RoomMember>();
    for (var one : members) if (!one.account().equals(account)) left.add(one);
    var guests = invited.stream().filter(one -> !one.equals(account)).toList();
    return new Room(name, claim, topic, isOpen, withOwner(left), guests, rules);
  }

  private static List<RoomMember> withOwner(List<RoomMember> members) {
    if (members.isEmpty() || members.stream().anyMatch(m -> m.role() == RoomRole.OWNER))
      return members;
    var heir =
        members.stream()
            .filter(m -> m.role() == RoomRole.MODERATOR)
            .findFirst()
            .orElse(members.get(0));
    return given(members, heir.account(), RoomRole.OWNER);
  }

  Room with(RoomAccount account, RoomRole role) {
    var given = withOwner(given(members, account, role));
    return new Room(name, claim, topic, isOpen, given, invited, rules);
  }

  private static List<RoomMember> given(
      List<RoomMember> members, RoomAccount account, RoomRole role) {
    return members.stream()
        .map(m -> m.account().equals(account) ? new RoomMember(account, role) : m)
        .toList();
  }

  /** Who is banned is a member no more, and not invited. */
  Room banned(RoomAccount account, boolean isBanned) {
    return (isBanned ? without(account) : this).with(rules.banned(account, isBanned));
  }

  Room muted(RoomAccount account, boolean isMuted) {
    return with(rules.muted(account, isMuted));
  }

  Room historyForAll(boolean isForAll) {
    return with(rules.historyForAll(isForAll));
  }

  private Room with(RoomRules next) {
    return new Room(name, claim, topic, isOpen, members, invited, next);
  }
}
