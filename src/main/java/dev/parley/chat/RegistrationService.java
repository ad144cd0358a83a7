package dev.parley.chat;

import dev.parley.chat.AccountService.Answered;
import dev.parley.chat.AccountService.Decision;
import dev.parley.chat.AccountService.Proposed;
import dev.parley.chat.AccountService.UnderWay;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.AccountChange.InvitationEnded;
import dev.parley.chat.accounts.AccountChange.InvitationsMade;
import dev.parley.chat.accounts.AccountChange.RegistrationChanged;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.Invitation;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Done;
import dev.parley.chat.accounts.LeaderMessage.EndInvitation;
import dev.parley.chat.accounts.LeaderMessage.Invited;
import dev.parley.chat.accounts.LeaderMessage.MakeInvitations;
import dev.parley.chat.accounts.LeaderMessage.MayRegister;
import dev.parley.chat.accounts.LeaderMessage.SetRegistration;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.Registration;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The leader's answers about who may register, and its decisions about invitations. What it has
 * proposed in this view counts as decided, so an invitation is proposed once. Invitations expire by
 * the leader's clock alone: the others apply what it decided, at whatever time.
 */
final class RegistrationService {
  private final ChatState state;
  private final Registration founding;
  private final TreeSet<String> making = new TreeSet<>();
  private final TreeSet<String> ending = new TreeSet<>();

  /** Invitations for which an account is proposed in this view. */
  private final TreeSet<String> using = new TreeSet<>();

  private @Nullable Registration next;
  private long wallMs;

  /** {@code founding} holds for a log that this node would found. */
  RegistrationService(ChatState state, Registration founding) {
    this.state = state;
    this.founding = founding;
  }

  void onView() {
    making.clear();
    ending.clear();
    using.clear();
    next = null;
  }

  void onTime(long nowWallMs) {
    wallMs = nowWallMs;
  }

  boolean isFounded() {
    return state.registry().isPresent();
  }

  private RegistrationRules rules() {
    return state.registry().map(AccountLog::rules).orElseGet(() -> RegistrationRules.of(founding));
  }

  boolean needsInvitation() {
    return rules().mode() == Registration.INVITE;
  }

  /** The reason why nobody with this invitation, {@link MayRegister#NONE} if without, registers. */
  Optional<Refusal> refusal(String invitation) {
    return switch (rules().mode()) {
      case OPEN -> Optional.empty();
      case CLOSED ->
          refused(
              Code.REGISTRATION_CLOSED,
              "This cluster takes no new users: ask its operator for an account.");
      case INVITE -> isValid(invitation) ? Optional.empty() : uninvited(invitation);
    };
  }

  private boolean isValid(String invitation) {
    return rules()
        .find(invitation)
        .filter(known -> known.expiresMs() > wallMs)
        .filter(known -> !using.contains(known.hash()) && !ending.contains(known.id()))
        .isPresent();
  }

  private static Optional<Refusal> uninvited(String invitation) {
    return invitation.equals(MayRegister.NONE)
        ? refused(
            Code.INVITE_NEEDED,
            "New users of this cluster need an invitation: ask its operator for a code, and give"
                + " it when you register.")
        : refused(
            Code.INVITE_WRONG,
            "This invitation is not valid: check the code. It can be used once, and expires; ask"
                + " the operator for another one.");
  }

  private static Optional<Refusal> refused(Code code, String text) {
    return Optional.of(Refusal.of(code, text));
  }

  /** An account is proposed with this invitation. */
  void onProposed(String invitation) {
    using.add(invitation);
  }

  Decision set(SetRegistration question) {
    if (isFounded() && rules().mode() == question.mode() && next == null)
      return new Answered(new Done());
    if (next != null)
      return next == question.mode() ? new UnderWay() : busy("Another change is under way");
    next = question.mode();
    return new Proposed(new RegistrationChanged(question.mode()));
  }

  Decision make(MakeInvitations question) {
    var known = question.hashes().stream().flatMap(hash -> rules().find(hash).stream()).toList();
    if (known.size() == question.hashes().size()) return new Answered(new Invited(known));
    if (making.containsAll(question.hashes())) return new UnderWay();
    long open = rules().invitations().stream().filter(one -> one.expiresMs() > wallMs).count();
    if (open + making.size() + question.hashes().size() > RegistrationRules.MAX_INVITATIONS)
      return busy(
          "There are "
              + open
              + " invitations that nobody has used, of "
              + RegistrationRules.MAX_INVITATIONS
              + " at most: end some first, or wait until they expire");
    making.addAll(question.hashes());
    long expiresMs = wallMs + question.lifetimeMs();
    return new Proposed(
        new InvitationsMade(
            question.hashes().stream()
                .map(hash -> new Invitation(hash, wallMs, expiresMs))
                .toList()));
  }

  Decision end(EndInvitation question) {
    boolean isThere =
        rules().invitations().stream().anyMatch(one -> one.id().equals(question.id()));
    if (!isThere) return new Answered(new Done());
    return ending.add(question.id())
        ? new Proposed(new InvitationEnded(question.id()))
        : new UnderWay();
  }

  private static Decision busy(String why) {
    return new Answered(new Denied(Refusal.of(Code.RATE_LIMITED, why + ".")));
  }

  /** One of these changes is decided; empty for a change of something else. */
  Optional<Verdict> onDecided(AccountChange change) {
    if (change instanceof RegistrationChanged) {
      next = null;
      return Optional.of(new Done());
    }
    if (change instanceof InvitationsMade made) {
      made.invitations().forEach(one -> making.remove(one.hash()));
      return Optional.of(new Invited(made.invitations()));
    }
    if (change instanceof InvitationEnded ended) {
      ending.remove(ended.id());
      return Optional.of(new Done());
    }
    return Optional.empty();
  }
}
