package dev.parley.chat;

import dev.parley.chat.ChatEvent.AccountRegistered;
import dev.parley.chat.ChatEvent.PasswordChanged;
import dev.parley.chat.LeaderMessage.ChangePassword;
import dev.parley.chat.LeaderMessage.Denied;
import dev.parley.chat.LeaderMessage.Find;
import dev.parley.chat.LeaderMessage.Found;
import dev.parley.chat.LeaderMessage.Question;
import dev.parley.chat.LeaderMessage.Register;
import dev.parley.chat.LeaderMessage.Stored;
import dev.parley.chat.LeaderMessage.Verdict;
import dev.parley.chat.Refusal.Code;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The leader's decisions about accounts and placement. One leader decides one request after the
 * other, so a name is given once while there is one leader.
 */
public final class LeaderDesk {
  /**
   * A verdict at once; or an event to multicast, and a verdict when enough members have it; or
   * neither, when that is under way.
   */
  public record Decision(Optional<Verdict> verdict, Optional<ChatEvent> event) {
    static final Decision UNDER_WAY = new Decision(Optional.empty(), Optional.empty());

    static Decision of(Verdict verdict) {
      return new Decision(Optional.of(verdict), Optional.empty());
    }

    static Decision after(ChatEvent event) {
      return new Decision(Optional.empty(), Optional.of(event));
    }
  }

  /** How long an assignment counts as a session that has not appeared yet. */
  public static final long ASSIGNMENT_MS = 3_000;

  /** Assignments remembered; older ones are forgotten early when more come. */
  public static final int MAX_ASSIGNMENTS = 10_000;

  private record Assignment(MemberId server, long untilMs) {}

  private final ChatState state;
  private final int maxAccounts;
  private final ArrayDeque<Assignment> assignments = new ArrayDeque<>();
  private final TreeMap<UserName, Verifier> registering = new TreeMap<>();
  private final TreeMap<UserName, Verifier> changing = new TreeMap<>();

  public LeaderDesk(ChatState state) {
    this(state, ChatLimits.MAX_ACCOUNTS);
  }

  LeaderDesk(ChatState state, int maxAccounts) {
    this.state = state;
    this.maxAccounts = maxAccounts;
  }

  public Decision onQuestion(Question question, View view, long nowMs) {
    if (question instanceof Find find) return Decision.of(find(find.name(), view, nowMs));
    if (question instanceof Register register) return register(register);
    if (question instanceof ChangePassword change) return change(change);
    throw new AssertionError("no effect for " + question);
  }

  private Verdict find(UserName name, View view, long nowMs) {
    var account = state.account(name);
    if (account.isEmpty()) {
      return new Denied(
          Refusal.of(
              Code.NO_SUCH_USER,
              "There is no user '" + name + "': register the name, or check its spelling."));
    }
    return new Found(account.get().name(), account.get().verifier(), assignServer(view, nowMs));
  }

  /** The client address of the server that the next client should use. */
  public String assignServer(View view, long nowMs) {
    var server = assign(view, nowMs);
    return view.member(server).map(member -> member.client().toString()).orElse("");
  }

  private MemberId assign(View view, long nowMs) {
    assignments.removeIf(assignment -> assignment.untilMs() < nowMs);
    var load = new TreeMap<>(state.presence().sessionsByServer());
    // A crowd that logs in at once would all go to the server that was empty a moment ago.
    assignments.forEach(assignment -> load.merge(assignment.server(), 1, Integer::sum));
    var server = Placement.choose(view.ids(), load);
    if (assignments.size() == MAX_ASSIGNMENTS) assignments.removeFirst();
    assignments.addLast(new Assignment(server, nowMs + ASSIGNMENT_MS));
    return server;
  }

  /** How many assignments are remembered. */
  int assignments() {
    return assignments.size();
  }

  private Decision register(Register register) {
    var name = register.name();
    var known = state.account(name).map(Account::verifier);
    var claimed = Optional.ofNullable(registering.get(name));
    var owner = known.or(() -> claimed);
    if (owner.isPresent() && !owner.get().equals(register.verifier())) {
      return Decision.of(nameTaken(name));
    }
    // The same verifier has the same random salt: the request that was granted comes again.
    if (known.isPresent()) return Decision.of(new Stored(name));
    if (claimed.isPresent()) return Decision.UNDER_WAY;
    if (state.accounts() + registering.size() >= maxAccounts) {
      var text = "The cluster has as many accounts as it can hold: ask its operator.";
      return Decision.of(new Denied(Refusal.of(Code.UNAVAILABLE, text)));
    }
    registering.put(name, register.verifier());
    return Decision.after(
        new AccountRegistered(Account.register(name, register.verifier(), state.nextLamport())));
  }

  private static Verdict nameTaken(UserName name) {
    return new Denied(
        Refusal.of(Code.NAME_TAKEN, "The name '" + name + "' is taken: choose another."));
  }

  private Decision change(ChangePassword change) {
    var account = state.account(change.name());
    if (account.isPresent() && account.get().verifier().equals(change.verifier())) {
      return Decision.of(new Stored(change.name()));
    }
    var underWay = Optional.ofNullable(changing.get(change.name()));
    if (underWay.isPresent()) {
      return underWay.get().equals(change.verifier())
          ? Decision.UNDER_WAY
          : Decision.of(oldPassword());
    }
    if (account.isEmpty() || !account.get().verifier().equals(change.expected())) {
      return Decision.of(oldPassword());
    }
    changing.put(change.name(), change.verifier());
    return Decision.after(
        new PasswordChanged(
            change.name(), account.get().claim(), change.verifier(), state.nextLamport()));
  }

  private static Verdict oldPassword() {
    return new Denied(
        Refusal.of(Code.BAD_CREDENTIALS, "The old password is not right any more: try again."));
  }

  /**
   * An event that was decided here is in the state now; says what became of it. It may have been
   * overtaken: by another part of the group, or by the next leader.
   */
  public Optional<Verdict> onDecided(ChatEvent event) {
    if (event instanceof AccountRegistered registered) {
      var name = registered.account().name();
      registering.remove(name);
      var holder = state.account(name).map(Account::claim);
      boolean holds = holder.equals(Optional.of(registered.account().claim()));
      return Optional.of(holds ? new Stored(name) : nameTaken(name));
    }
    if (event instanceof PasswordChanged changed) {
      changing.remove(changed.name());
      var now = state.account(changed.name()).map(Account::verifier);
      boolean holds = now.equals(Optional.of(changed.verifier()));
      return Optional.of(holds ? new Stored(changed.name()) : oldPassword());
    }
    return Optional.empty();
  }
}
