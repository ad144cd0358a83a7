package dev.parley.session;

import static dev.parley.chat.accounts.LeaderMessage.MayRegister.NONE;

import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.accounts.InvitationCode;
import dev.parley.chat.accounts.LeaderMessage.ChangePassword;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Done;
import dev.parley.chat.accounts.LeaderMessage.Find;
import dev.parley.chat.accounts.LeaderMessage.Found;
import dev.parley.chat.accounts.LeaderMessage.MayRegister;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderMessage.Register;
import dev.parley.chat.accounts.LeaderMessage.RegisterInvited;
import dev.parley.chat.accounts.LeaderMessage.Stored;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.ScramServer;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.accounts.VerifierRules;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.replica.LoginProof;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientCommand.ByPassword;
import dev.parley.session.dialect.ClientCommand.ByScram;
import dev.parley.session.dialect.ClientCommand.ByTicket;
import dev.parley.session.dialect.ClientCommand.ByVerifier;
import dev.parley.session.dialect.ClientCommand.Chosen;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.dialect.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Carries one account command of a session at a time from its question to the leader to its reply.
 * A client with a wrong password and a client with an unknown name get the same reply, after the
 * same work.
 */
final class AccountFlow {
  /**
   * At most this many wrong passwords and tickets are taken from one connection; the last of them
   * closes it.
   */
  static final int MAX_WRONG_TRIES = 5;

  /** A challenge waits this long: a telephone hashes a password in a second or two. */
  static final Duration PROOF_PATIENCE = Duration.ofSeconds(60);

  /**
   * A request to the session. Each but {@link Reply}, {@link Wait}, {@link Admit} and {@link
   * TooManyTries} is answered by an input.
   */
  sealed interface Output {}

  /** Ask the leader. */
  record Ask(Question question) implements Output {}

  /**
   * Compare the password with the verifier; without a verifier do the same work and find no match.
   */
  record Check(Secret password, Optional<ScramVerifier> verifier) implements Output {}

  record Derive(Secret password) implements Output {}

  record Reply(ClientReply reply) implements Output {}

  /** After this long {@link #onChallengeOverdue} must be called. */
  record Wait(Duration challenge) implements Output {}

  /**
   * The login is good: open the session. {@code claim} and {@code verifier} are the numbers of the
   * account's; {@code scram} proves to the client that this server has the verifier. {@link
   * #onOpened} or {@link #onTicketEnded} follows.
   */
  record Admit(
      ClientCommand.Login login,
      UserName name,
      long claim,
      long verifier,
      LoginProof proof,
      Optional<String> scram)
      implements Output {
    /** To a client that has not asked the server for a proof. */
    Admit(ClientCommand.Login login, UserName name, long claim, long verifier, LoginProof proof) {
      this(login, name, claim, verifier, proof, Optional.empty());
    }
  }

  enum TooManyTries implements Output {
    INSTANCE
  }

  /** A command that was challenged; an account that nobody has is not found. */
  private record Challenge(ClientCommand command, Optional<Found> found, ScramServer scram) {}

  private final Endpoint ownServer;
  private final Tickets tickets;
  private final VerifierRules verifiers;
  private final RandomGenerator random;
  private Optional<ClientCommand> open = Optional.empty();
  private Optional<UserName> user = Optional.empty();
  private Optional<Found> found = Optional.empty();
  private Optional<ScramVerifier> derived = Optional.empty();
  private Optional<Long> claim = Optional.empty(); // of the account that was admitted last
  private Optional<ScramVerifier> admittedBy = Optional.empty(); // the password of the session
  private Optional<Tickets.Content> shown = Optional.empty(); // the ticket of the login under way
  private long client = ClientNumber.NONE; // of the session's login by password
  private long logout; // the last one of that client when the session was opened
  private long renewableUntilMs;
  private Optional<Challenge> challenge = Optional.empty(); // one at a time
  private int wrongTries;

  /**
   * {@code ownServer} is this node's client address, as the leader names it when it assigns
   * servers; {@code random} draws nonces.
   */
  AccountFlow(
      Endpoint ownServer, Tickets tickets, VerifierRules verifiers, RandomGenerator random) {
    this.ownServer = ownServer;
    this.tickets = tickets;
    this.verifiers = verifiers;
    this.random = random;
  }

  /**
   * Starts a command. {@code loggedIn} is the user of the session, if one is logged in. The command
   * before must have been replied to.
   */
  List<Output> onCommand(ClientCommand command, Optional<UserName> loggedIn) {
    if (open.isPresent()) throw new IllegalStateException("still busy with " + open.get());
    open = Optional.of(command);
    user = loggedIn;
    found = Optional.empty();
    derived = Optional.empty();
    shown = Optional.empty();
    if (endsChallenge(command)) challenge = Optional.empty();
    if (command instanceof ClientCommand.FindUser c) return List.of(new Ask(new Find(c.name())));
    if (command instanceof ClientCommand.MayRegister c)
      return List.of(new Ask(new MayRegister(c.invite().map(AccountFlow::hash).orElse(NONE))));
    if (command instanceof ClientCommand.Login c) {
      if (loggedIn.isPresent()) return refuse(Refusals.alreadyLoggedIn());
      // Nobody has so long a password: it needs no look at the account, and no hash.
      if (c.proof() instanceof ByPassword p && TextRules.isTooLongForPassword(p.password().text()))
        return wrong(Refusals.badCredentials());
      return List.of(new Ask(new Find(c.name())));
    }
    if (command instanceof ClientCommand.ChangePassword c
        && loggedIn.isPresent()
        && c.old() instanceof ByPassword p
        && TextRules.isTooLongForPassword(p.password().text()))
      return wrong(Refusals.badCredentials());
    if (command instanceof ClientCommand.Register c) return register(c);
    if (command instanceof ClientCommand.ChangePassword || command instanceof ClientCommand.Renew) {
      return loggedIn
          .<List<Output>>map(name -> List.of(new Ask(new Find(name))))
          .orElseGet(() -> refuse(Refusals.notLoggedIn()));
    }
    throw new AssertionError("not about accounts: " + command);
  }

  /**
   * Others are asked by programs that know of no challenge, like the hourly renewal of a ticket.
   */
  private static boolean endsChallenge(ClientCommand command) {
    return command instanceof ClientCommand.Login
        || command instanceof ClientCommand.Register
        || command instanceof ClientCommand.ChangePassword;
  }

  private List<Output> register(ClientCommand.Register command) {
    if (command.by() instanceof ByPassword p) return derive(p.password());
    var verifier = ((ByVerifier) command.by()).verifier();
    return verifiers
        .refusal(verifier)
        .map(this::refuse)
        .orElseGet(() -> List.of(new Ask(registration(command, verifier))));
  }

  /** The command of that user, or of nobody yet, whose challenge waits for {@link #onProof}. */
  Optional<ClientCommand> challenged(Optional<UserName> loggedIn) {
    return challenge.filter(c -> isOf(c, loggedIn)).map(Challenge::command);
  }

  /**
   * Starts the command that ends a login, or a new password, by SCRAM. There is one proof for a
   * challenge: who guesses must ask for another.
   */
  List<Output> onProof(ClientCommand.Prove command, Optional<UserName> loggedIn, long nowMs) {
    // Who has logged out meanwhile, or in, has not asked for this.
    var answered = challenge.filter(c -> isOf(c, loggedIn));
    challenge = Optional.empty();
    open = Optional.of(command);
    user = loggedIn;
    if (answered.isEmpty()) return refuse(Refusals.noChallenge());
    var signature = answered.get().scram().onFinal(command.scram().text());
    found = answered.get().found();
    if (found.filter(AccountFlow::isDisabled).isPresent()) return wrong(Refusals.disabled());
    if (signature.isEmpty() || found.isEmpty()) return wrong(Refusals.badCredentials());
    return answered.get().command() instanceof ClientCommand.Login login
        ? admit(login.withId(command.id()), signature, nowMs)
        : replace(((ClientCommand.ChangePassword) answered.get().command()).next());
  }

  private static boolean isOf(Challenge challenge, Optional<UserName> loggedIn) {
    return challenge.command() instanceof ClientCommand.Login
        ? loggedIn.isEmpty()
        : loggedIn.equals(challenge.found().map(Found::name));
  }

  /** The present password was shown. */
  private List<Output> replace(Chosen next) {
    if (next instanceof ByPassword p) return derive(p.password());
    var verifier = ((ByVerifier) next).verifier();
    var refusal = verifiers.refusal(verifier);
    return refusal.isPresent() ? refuse(refusal.get()) : onDerived(verifier);
  }

  /** A client that computes has answered long ago. */
  void onChallengeOverdue() {
    challenge = Optional.empty();
  }

  /** The answer to {@link Ask}. */
  List<Output> onVerdict(Verdict verdict, long nowMs) {
    var command = open.orElseThrow();
    if (verdict instanceof Found account) {
      found = Optional.of(account);
      return onFound(command, account, nowMs);
    }
    if (verdict instanceof Stored) return onStored(command, nowMs);
    if (verdict instanceof Done) return reply(new ClientReply.RegistrationAllowed(command.id()));
    if (verdict instanceof Denied denied) return onDenied(command, denied.refusal());
    throw new AssertionError("no rule for " + verdict);
  }

  /** The answer to {@link Ask} takes a while. */
  List<Output> onLeaderAwaited() {
    return List.of(new Reply(new ClientReply.LeaderAwaited(open.orElseThrow().id())));
  }

  /** The answer to {@link Check}. */
  List<Output> onChecked(boolean matches, long nowMs) {
    var command = open.orElseThrow();
    if (!matches) return wrong(Refusals.badCredentials());
    if (command instanceof ClientCommand.Login login) return admit(login, Optional.empty(), nowMs);
    if (command instanceof ClientCommand.ChangePassword change) return replace(change.next());
    throw new AssertionError("no password to check in " + command);
  }

  /** The answer to {@link Derive}. */
  List<Output> onDerived(ScramVerifier verifier) {
    var command = open.orElseThrow();
    derived = Optional.of(verifier);
    if (command instanceof ClientCommand.Register register)
      return List.of(new Ask(registration(register, verifier)));
    var expected = found.orElseThrow().verifier();
    return List.of(new Ask(new ChangePassword(user.orElseThrow(), expected, verifier)));
  }

  private static Question registration(ClientCommand.Register command, ScramVerifier verifier) {
    return command
        .invite()
        .<Question>map(code -> new RegisterInvited(command.name(), verifier, hash(code)))
        .orElseGet(() -> new Register(command.name(), verifier));
  }

  /** The servers keep no codes, and no other server is told one. */
  private static String hash(Secret code) {
    return InvitationCode.hash(code.text());
  }

  /** {@link Check} or {@link Derive} was not done; no try is counted. */
  List<Output> onHashRefused(Refusal refusal) {
    return refuse(refusal);
  }

  /**
   * The session of {@link Admit} is open; {@code last} is the last logout of its client. Returns
   * the ticket with which the client comes back.
   */
  String onOpened(long last, long nowMs) {
    logout = last;
    var account = found.orElseThrow();
    return ticket(account.name(), account.verifier(), nowMs);
  }

  /** The session of {@link Admit} is not open: its ticket was ended by a logout. */
  List<Output> onTicketEnded(ClientCommand.Login login) {
    open = Optional.of(login);
    return wrong(Refusals.badTicket());
  }

  private List<Output> onFound(ClientCommand command, Found account, long nowMs) {
    if (command instanceof ClientCommand.FindUser)
      return reply(new ClientReply.UserFound(command.id(), account.name()));
    // A user who lost the name a moment ago, and is not notified yet, gets nothing of its new
    // holder's.
    boolean isOwn = claim.isEmpty() || claim.get() == account.claim();
    if (user.isPresent() && !isOwn) return refuse(Refusals.badTicket());
    // Nor does who was admitted by an earlier password, and is not notified yet of the new one.
    boolean isCurrent = admittedBy.isEmpty() || admittedBy.get().equals(account.verifier());
    if (user.isPresent() && !isCurrent && !isDisabled(account))
      return refuse(Refusals.passwordReplaced());
    if (command instanceof ClientCommand.ChangePassword c) return onChange(c, account);
    if (command instanceof ClientCommand.Renew) return renew(account, nowMs);
    var login = (ClientCommand.Login) command;
    if (login.proof() instanceof ByScram s)
      return challenge(login, s, login.name(), Optional.of(account));
    if (isDisabled(account)) return wrong(Refusals.disabled());
    if (login.proof() instanceof ByPassword p)
      return List.of(new Check(p.password(), Optional.of(account.verifier())));
    shown = opened((ByTicket) login.proof(), account, nowMs);
    return shown.isPresent() ? admit(login, Optional.empty(), nowMs) : wrong(Refusals.badTicket());
  }

  private static boolean isDisabled(Found account) {
    return account.verifier().equals(ScramVerifier.NONE);
  }

  private Optional<Tickets.Content> opened(ByTicket proof, Found account, long nowMs) {
    return tickets
        .open(proof.ticket().text(), account.name(), account.verifier(), nowMs)
        .filter(ticket -> ticket.claim() == account.claim())
        .filter(ticket -> ticket.verifier() == account.verifier().number());
  }

  private List<Output> onChange(ClientCommand.ChangePassword command, Found account) {
    if (command.old() instanceof ByPassword p)
      return List.of(new Check(p.password(), Optional.of(account.verifier())));
    if (isDisabled(account)) return refuse(Refusals.disabled());
    var by = (ByScram) command.old();
    return challenge(command, by, account.name(), Optional.of(account));
  }

  /** A user who is logged in needs no proof, but their account must still accept logins. */
  private List<Output> renew(Found account, long nowMs) {
    if (isDisabled(account)) return refuse(Refusals.disabled());
    if (nowMs >= renewableUntilMs) return refuse(Refusals.loginTooOld());
    var ticket = ticket(account.name(), account.verifier(), nowMs);
    return reply(new ClientReply.Renewed(open.orElseThrow().id(), ticket));
  }

  private List<Output> onStored(ClientCommand command, long nowMs) {
    if (command instanceof ClientCommand.Register register)
      return reply(new ClientReply.Registered(command.id(), register.name()));
    admittedBy = derived;
    renewableUntilMs = tickets.renewableUntil(nowMs);
    var ticket = ticket(user.orElseThrow(), derived.orElseThrow(), nowMs);
    return reply(new ClientReply.PasswordChanged(command.id(), ticket));
  }

  private List<Output> onDenied(ClientCommand command, Refusal refusal) {
    if (refusal.code() == Refusal.Code.NO_SUCH_USER
        && command instanceof ClientCommand.Login login) {
      if (login.proof() instanceof ByPassword p)
        return List.of(new Check(p.password(), Optional.empty()));
      if (login.proof() instanceof ByScram s)
        return challenge(login, s, login.name(), Optional.empty());
      return wrong(Refusals.badTicket());
    }
    return refuse(refusal);
  }

  private List<Output> challenge(
      ClientCommand command, ByScram by, UserName name, Optional<Found> account) {
    // The challenge of a disabled account is none of its own either: it says nothing for free.
    var verifier =
        account
            .filter(a -> !isDisabled(a))
            .map(Found::verifier)
            .orElseGet(() -> verifiers.fake(name));
    var scram = new ScramServer(by.first(), verifier, random);
    challenge = Optional.of(new Challenge(command, account, scram));
    open = Optional.empty();
    var challenged = new ClientReply.Challenged(command.id(), scram.challenge());
    return List.of(new Wait(PROOF_PATIENCE), new Reply(challenged));
  }

  private List<Output> derive(Secret password) {
    return TextRules.checkPassword(password.text())
        .map(this::refuse)
        .orElseGet(() -> List.of(new Derive(password)));
  }

  private List<Output> admit(ClientCommand.Login login, Optional<String> scram, long nowMs) {
    var account = found.orElseThrow();
    if (login.redirect() && !account.assignedServer().equals(ownServer)) {
      return reply(new ClientReply.Redirected(login.id(), account.assignedServer()));
    }
    open = Optional.empty();
    claim = Optional.of(account.claim());
    admittedBy = Optional.of(account.verifier());
    client = shown.map(Tickets.Content::client).orElseGet(() -> ClientNumber.of(login.client()));
    renewableUntilMs =
        shown.map(Tickets.Content::renewableUntilMs).orElseGet(() -> tickets.renewableUntil(nowMs));
    long verifier = account.verifier().number();
    var proof =
        shown
            .map(ticket -> new LoginProof(ticket.client(), ticket.logouts()))
            .orElseGet(() -> LoginProof.byPassword(login.client()));
    return List.of(new Admit(login, account.name(), account.claim(), verifier, proof, scram));
  }

  private String ticket(UserName name, ScramVerifier verifier, long nowMs) {
    var content =
        new Tickets.Content(
            found.orElseThrow().claim(),
            verifier.number(),
            client,
            logout,
            nowMs,
            renewableUntilMs);
    return tickets.issue(name, verifier, content);
  }

  private List<Output> wrong(Refusal refusal) {
    wrongTries++;
    var refused = refuse(refusal);
    return wrongTries < MAX_WRONG_TRIES ? refused : List.of(refused.get(0), TooManyTries.INSTANCE);
  }

  private List<Output> refuse(Refusal refusal) {
    return reply(new ClientReply.Refused(open.orElseThrow().id(), refusal));
  }

  private List<Output> reply(ClientReply reply) {
    open = Optional.empty();
    return List.of(new Reply(reply));
  }
}
