package dev.parley.chat;

import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountChange.InvitedRegistered;
import dev.parley.chat.accounts.AccountChange.PasswordChanged;
import dev.parley.chat.accounts.AccountChange.RoomDecided;
import dev.parley.chat.accounts.AccountLogLeader;
import dev.parley.chat.accounts.LeaderMessage.ChangePassword;
import dev.parley.chat.accounts.LeaderMessage.ChangeRoom;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Done;
import dev.parley.chat.accounts.LeaderMessage.EndInvitation;
import dev.parley.chat.accounts.LeaderMessage.Find;
import dev.parley.chat.accounts.LeaderMessage.Found;
import dev.parley.chat.accounts.LeaderMessage.MakeInvitations;
import dev.parley.chat.accounts.LeaderMessage.MayRegister;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderMessage.Register;
import dev.parley.chat.accounts.LeaderMessage.RegisterInvited;
import dev.parley.chat.accounts.LeaderMessage.SetRegistration;
import dev.parley.chat.accounts.LeaderMessage.Stored;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.Placement;
import dev.parley.chat.accounts.Registration;
import dev.parley.chat.accounts.ReservedNames;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAbilities;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The leader's answers about accounts and placement. One leader takes one request after the other,
 * and its proposals are decided by the voters, so a name is given once.
 */
public final class AccountService {
  /** The outcome of a question. */
  public sealed interface Decision {}

  /** The question is answered at once. */
  public record Answered(Verdict verdict) implements Decision {}

  /** The question is answered when the change is decided. */
  public record Proposed(AccountChange change) implements Decision {}

  /** The same change was proposed before; the question is answered together with it. */
  public record UnderWay() implements Decision {}

  /** Nothing can be decided yet: the question will be asked again. */
  public record TooEarly() implements Decision {}

  /** For this long, an assignment counts as a session that has not appeared yet. */
  public static final long ASSIGNMENT_MS = 3_000;

  /**
   * At most this many assignments are remembered; older ones are forgotten early when more come.
   */
  public static final int MAX_ASSIGNMENTS = 10_000;

  private record Assignment(MemberId server, long untilMs) {}

  private final ChatState state;
  private final MemoryRoom room;
  private final int maxAccounts;
  private final RegistrationService registration;
  private final RoomService rooms;
  private final ArrayDeque<Assignment> assignments = new ArrayDeque<>();

  /** The number of assignments to each server. */
  private final TreeMap<MemberId, Integer> assigned = new TreeMap<>();

  private final TreeMap<UserName, ScramVerifier> registering = new TreeMap<>();
  private final TreeMap<UserName, ScramVerifier> changing = new TreeMap<>();

  public AccountService(ChatState state) {
    this(state, new MemoryRoom(state, MemoryRoom.UNLIMITED));
  }

  /** {@code room} is that of {@code state}. */
  public AccountService(ChatState state, MemoryRoom room) {
    this(state, room, ChatLimits.MAX_ACCOUNTS);
  }

  AccountService(ChatState state, MemoryRoom room, int maxAccounts) {
    this(state, room, maxAccounts, Registration.OPEN, Room.MAX_MEMBERS);
  }

  /**
   * {@code founding} says who may register in a cluster that this node founds; a room has at most
   * {@code roomMembers}.
   */
  public AccountService(ChatState state, MemoryRoom room, Registration founding, int roomMembers) {
    this(state, room, ChatLimits.MAX_ACCOUNTS, founding, roomMembers);
  }

  private AccountService(
      ChatState state, MemoryRoom room, int maxAccounts, Registration founding, int roomMembers) {
    this.state = state;
    this.room = room;
    this.maxAccounts = maxAccounts;
    this.registration = new RegistrationService(state, founding);
    this.rooms = new RoomService(state, roomMembers);
  }

  /** A view begins: every change that was under way is in its state, or will be asked for again. */
  public void onView() {
    registering.clear();
    changing.clear();
    registration.onView();
    rooms.onView();
  }

  /** What all servers of the view know of rooms. */
  public void onRoomAbilities(RoomAbilities common) {
    rooms.onAbilities(common);
  }

  /** The time of day, by which invitations expire; to be called with each tick. */
  public void onTime(long wallMs) {
    registration.onTime(wallMs);
  }

  /** {@code logLeader} knows whether anything can be decided now. */
  public Decision onQuestion(Question question, View view, AccountLogLeader logLeader, long nowMs) {
    if (question instanceof Find find) return new Answered(find(find.name(), view, nowMs));
    if (question instanceof Register register)
      return register(register.name(), register.verifier(), MayRegister.NONE, logLeader);
    if (question instanceof RegisterInvited invited)
      return register(invited.name(), invited.verifier(), invited.invitation(), logLeader);
    if (question instanceof MayRegister may) return mayRegister(may.invitation(), logLeader);
    if (question instanceof ChangePassword change) return change(change, logLeader);
    var closed = closed(logLeader);
    if (closed.isPresent()) return closed.get();
    if (question instanceof ChangeRoom change) return rooms.onQuestion(change.change());
    if (question instanceof SetRegistration set) return registration.set(set);
    if (question instanceof MakeInvitations make) return registration.make(make);
    if (question instanceof EndInvitation end) return registration.end(end);
    throw new AssertionError("no effect for " + question);
  }

  /**
   * As long as this view cannot decide, an invitation may be decided that is not known here. What
   * needs none is refused or granted when the account is.
   */
  private Decision mayRegister(String invitation, AccountLogLeader logLeader) {
    if (registration.isFounded() && registration.needsInvitation()) {
      var closed = closed(logLeader);
      if (closed.isPresent()) return closed.get();
    }
    return new Answered(
        registration.refusal(invitation).<Verdict>map(Denied::new).orElseGet(Done::new));
  }

  private Verdict find(UserName name, View view, long nowMs) {
    var account = state.account(name);
    if (account.isEmpty()) {
      return new Denied(
          Refusal.of(
              Code.NO_SUCH_USER,
              "There is no user '" + name + "': check its spelling, or ask them to register."));
    }
    return new Found(
        account.get().name(),
        account.get().verifier(),
        assignServer(view, nowMs),
        account.get().claim().number());
  }

  /** The server that the next client should use. {@code view} has members. */
  public Endpoint assignServer(View view, long nowMs) {
    var server = assign(view, nowMs);
    return view.member(server).map(Member::client).orElseThrow();
  }

  private MemberId assign(View view, long nowMs) {
    while (!assignments.isEmpty() && assignments.getFirst().untilMs() < nowMs) forgetOldest();
    var load = new TreeMap<>(state.presence().sessionsByServer());
    // A crowd that logs in at once would all go to the server that was empty a moment ago.
    assigned.forEach((server, count) -> load.merge(server, count, Integer::sum));
    var server = Placement.choose(view.ids(), load, state.presence().draining());
    if (assignments.size() == MAX_ASSIGNMENTS) forgetOldest();
    assignments.addLast(new Assignment(server, nowMs + ASSIGNMENT_MS));
    assigned.merge(server, 1, Integer::sum);
    return server;
  }

  private void forgetOldest() {
    var oldest = assignments.removeFirst();
    assigned.computeIfPresent(oldest.server(), (server, count) -> count == 1 ? null : count - 1);
  }

  /** The number of assignments that are remembered. */
  int assignments() {
    return assignments.size();
  }

  private Decision register(
      UserName name, ScramVerifier verifier, String invitation, AccountLogLeader logLeader) {
    var known = state.account(name).map(Account::verifier);
    var claimed = Optional.ofNullable(registering.get(name));
    var owner = known.or(() -> claimed);
    if (owner.isPresent() && !owner.get().equals(verifier)) {
      return new Answered(nameTaken(name));
    }
    // The same verifier has the same random salt: the request that was granted comes again.
    if (known.isPresent()) return new Answered(new Stored(name));
    if (claimed.isPresent()) return new UnderWay();
    var unsuitable = unsuitable(name);
    if (unsuitable.isPresent()) return new Answered(new Denied(unsuitable.get()));
    long registered = (registering.size() + 1) * MemoryCost.ofAccount();
    if (state.accounts() + registering.size() >= maxAccounts || !room.hasRoomForEver(registered)) {
      var text = "The cluster has as many accounts as it can hold: ask its operator.";
      return new Answered(new Denied(Refusal.of(Code.UNAVAILABLE, text)));
    }
    var closed = closed(logLeader);
    if (closed.isPresent() && registration.isFounded()) return closed.get();
    // Nobody founds a log only to be refused by it.
    var refused = registration.refusal(invitation);
    if (refused.isPresent()) return new Answered(new Denied(refused.get()));
    if (closed.isPresent()) return closed.get();
    registering.put(name, verifier);
    var account = Account.register(name, verifier, state.nextLamport());
    if (!registration.needsInvitation()) return new Proposed(new AccountRegistered(account));
    registration.onProposed(invitation);
    return new Proposed(new InvitedRegistered(account, invitation));
  }

  /**
   * The reason why {@code name}, which is free, is not given away. Decided here alone: a name that
   * was decided, or that a merge brings, is never compared again.
   */
  private Optional<Refusal> unsuitable(UserName name) {
    if (ReservedNames.isReserved(name)) {
      var text =
          "The name '" + name + "' is reserved for the servers and their operator: choose another.";
      return Optional.of(Refusal.of(Code.NAME_INVALID, text));
    }
    var skeleton = name.skeleton();
    boolean isLookAlike =
        state.hasLookAlike(name)
            || registering.keySet().stream().anyMatch(other -> other.skeleton().equals(skeleton));
    if (!isLookAlike) return Optional.empty();
    var text = "The name '" + name + "' looks like another user's: choose another.";
    return Optional.of(Refusal.of(Code.NAME_TAKEN, text));
  }

  /**
   * The answer when nothing can be decided in this view, or not yet: then the question will be
   * asked again. Empty if changes can be decided.
   */
  private static Optional<Decision> closed(AccountLogLeader logLeader) {
    var refusal = logLeader.refusal();
    if (refusal.isPresent()) return Optional.of(new Answered(new Denied(refusal.get())));
    return logLeader.isOpen() ? Optional.empty() : Optional.of(new TooEarly());
  }

  private static Verdict nameTaken(UserName name) {
    return new Denied(
        Refusal.of(Code.NAME_TAKEN, "The name '" + name + "' is taken: choose another."));
  }

  private Decision change(ChangePassword change, AccountLogLeader logLeader) {
    var account = state.account(change.name());
    if (account.isPresent() && account.get().verifier().equals(change.verifier())) {
      return new Answered(new Stored(change.name()));
    }
    var underWay = Optional.ofNullable(changing.get(change.name()));
    if (underWay.isPresent()) {
      return underWay.get().equals(change.verifier())
          ? new UnderWay()
          : new Answered(oldPassword());
    }
    if (account.isEmpty() || !account.get().verifier().equals(change.expected())) {
      return new Answered(oldPassword());
    }
    var closed = closed(logLeader);
    if (closed.isPresent()) return closed.get();
    changing.put(change.name(), change.verifier());
    return new Proposed(
        new PasswordChanged(
            change.name(), account.get().claim(), change.verifier(), state.nextLamport()));
  }

  private static Verdict oldPassword() {
    return new Denied(
        Refusal.of(
            Code.BAD_CREDENTIALS,
            "The old password is no longer valid: try again with the present one."));
  }

  /**
   * A change is decided and in the state now; returns its outcome. The change may have been
   * overtaken by a change of another part of the group, founded apart.
   */
  public Verdict onDecided(AccountChange change) {
    var registered = AccountChange.registered(change);
    if (registered.isPresent()) {
      var name = registered.get().name();
      registering.remove(name);
      var holder = state.account(name).map(Account::claim);
      boolean holds = holder.equals(Optional.of(registered.get().claim()));
      return holds ? new Stored(name) : nameTaken(name);
    }
    if (change instanceof PasswordChanged changed) {
      changing.remove(changed.name());
      var now = state.account(changed.name()).map(Account::verifier);
      boolean holds = now.equals(Optional.of(changed.verifier()));
      return holds ? new Stored(changed.name()) : oldPassword();
    }
    if (change instanceof RoomDecided room) return rooms.onDecided(room.change());
    return registration
        .onDecided(change)
        .orElseThrow(() -> new AssertionError("no verdict on " + change));
  }
}
