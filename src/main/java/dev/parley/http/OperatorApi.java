package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.Scram;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What only the operator may ask: whoever has the token of the node's data directory. Methods may
 * take {@link #PATIENCE_SECONDS}.
 */
final class OperatorApi {
  /** Above the leader's patience, so that its answer comes first. */
  private static final int PATIENCE_SECONDS = 30;

  private static final String SCHEME = "Bearer ";
  private static final Pattern OF_USER = Pattern.compile("/api/users/([^/]+)/(\\w+)");
  private static final Logger LOG = LoggerFactory.getLogger(OperatorApi.class);
  private static final SecureRandom SALTS = new SecureRandom();

  private final HttpSettings settings;
  private final ActorSystem<?> system;
  private final ActorRef<ReplicaProtocol.Command> replica;
  private final RecoveryApi recovery;

  OperatorApi(
      HttpSettings settings, ActorSystem<?> system, ActorRef<ReplicaProtocol.Command> replica) {
    this.settings = settings;
    this.system = system;
    this.replica = replica;
    this.recovery =
        new RecoveryApi(
            settings.cluster(), () -> ask(ReplicaProtocol.AskRecovery::new), this::recover);
  }

  /** What a recovery would do; asks nothing of anybody. */
  Answer recovery() {
    try {
      return recovery.show();
    } catch (CompletionException e) {
      return busy();
    }
  }

  private Verdict recover() {
    var done = new CompletableFuture<Verdict>();
    system.systemActorOf(
        RecoveryRequest.create(replica, SALTS.nextLong(), done),
        "recovery-errand-" + java.util.UUID.randomUUID(),
        Props.empty());
    return done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** {@code authorization} is the header of that name. */
  Answer post(String path, Optional<String> authorization, String body) {
    if (!isAllowed(authorization)) return unauthorized();
    try {
      if (path.equals("/api/drain")) return drain(true);
      if (path.equals("/api/revive")) return drain(false);
      if (path.equals("/api/recover")) return recovery.post(body);
      var ofUser = OF_USER.matcher(path);
      if (ofUser.matches()) return ofUser(ofUser.group(1), ofUser.group(2), body);
    } catch (CompletionException e) {
      return busy();
    }
    return unknown();
  }

  private static Answer busy() {
    return Answer.refused(503, "The node is too busy: try again in a moment.");
  }

  private static Answer unknown() {
    return Answer.refused(
        404,
        "The paths for POST are /api/drain, /api/revive, /api/recover, and kick, "
            + "disable and password under /api/users/NAME/: use one of them.");
  }

  private boolean isAllowed(Optional<String> authorization) {
    if (authorization.isEmpty() || !authorization.get().startsWith(SCHEME)) return false;
    var given = authorization.get().substring(SCHEME.length()).strip();
    return MessageDigest.isEqual(bytes(given), bytes(settings.token()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Answer unauthorized() {
    return Answer.refused(
        401,
        "This needs the header 'Authorization: Bearer TOKEN'; the token is in the file admin-token"
            + " of the node's data directory.");
  }

  private Answer drain(boolean isDraining) {
    int sessions = ask(replyTo -> new ReplicaProtocol.Drain(isDraining, replyTo));
    return Answer.json(Answer.object().put("draining", isDraining).put("sessions", sessions));
  }

  private Answer ofUser(String text, String what, String body) {
    var name = UserName.parse(text);
    if (name.isEmpty())
      return Answer.refused(404, "'" + text + "' is not a valid name: check its spelling.");
    return switch (what) {
      case "kick" -> kick(name.get());
      case "disable" -> replace(name.get(), ScramVerifier.NONE, "disabled");
      case "password" -> password(name.get(), body.strip());
      default -> unknown();
    };
  }

  private Answer kick(UserName name) {
    var refusal = onAccount(name, Optional.empty());
    if (refusal.isPresent()) return refused(refusal.get());
    int sessions = ask(replyTo -> new ReplicaProtocol.Kick(name, replyTo));
    LOG.info("kicked: {} by the operator, {} sessions", name, sessions);
    return Answer.json(Answer.object().put("user", name.spelling()).put("sessions", sessions));
  }

  private Answer password(UserName name, String password) {
    var invalid = TextRules.checkPassword(password);
    if (invalid.isPresent()) return Answer.refused(400, invalid.get().text());
    var salt = new byte[Scram.SALT_BYTES];
    SALTS.nextBytes(salt);
    return replace(name, Scram.derive(password, salt, settings.passwordIterations()), "changed");
  }

  private Answer replace(UserName name, ScramVerifier verifier, String done) {
    var refusal = onAccount(name, Optional.of(verifier));
    if (refusal.isPresent()) return refused(refusal.get());
    LOG.info("account {}: {} by the operator", done, name);
    return Answer.json(Answer.object().put("user", name.spelling()).put(done, true));
  }

  private Optional<Refusal> onAccount(UserName name, Optional<ScramVerifier> verifier) {
    var done = new CompletableFuture<Optional<Refusal>>();
    system.systemActorOf(
        AccountRequest.create(replica, name, verifier, done),
        "account-errand-" + java.util.UUID.randomUUID(),
        Props.empty());
    return done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static Answer refused(Refusal refusal) {
    int code =
        switch (refusal.code()) {
          case NO_SUCH_USER -> 404;
          case NO_QUORUM, UNAVAILABLE -> 503;
          default -> 409;
        };
    return Answer.refused(code, refusal.text());
  }

  private <T> T ask(Function<ActorRef<T>, ReplicaProtocol.Command> question) {
    return AskPattern.<ReplicaProtocol.Command, T>ask(
            replica, question::apply, StatusApi.PATIENCE, system.scheduler())
        .toCompletableFuture()
        .join();
  }
}
