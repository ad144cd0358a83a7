package dev.parley.http;

import static akka.http.javadsl.server.PathMatchers.segment;
import static java.util.concurrent.CompletableFuture.completedFuture;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.accounts.LeaderMessage.ChangePassword;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Find;
import dev.parley.chat.accounts.LeaderMessage.Found;
import dev.parley.chat.accounts.LeaderMessage.Stored;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.Scram;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.http.AccessRule.Visitor;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.limits.ClientAddress;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The requests that are allowed to the operator only: to a client with the token of the node's data
 * directory.
 */
final class OperatorApi extends AllDirectives {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final HttpSettings settings;
  private final ReplicaClient replica;
  private final RecoveryApi recovery;
  private final InvitationApi invitations;
  private final RoomApi rooms;
  private final LogApi log;
  private final BackupApi backups;
  private final Runnable whenChanged;
  private final AuditLog audit = new AuditLog();

  /** {@code whenChanged} runs when a request was carried out, before it is answered. */
  OperatorApi(HttpSettings settings, ReplicaClient replica, Runnable whenChanged) {
    this.settings = settings;
    this.replica = replica;
    this.whenChanged = whenChanged;
    this.log = new LogApi(audit);
    this.backups = new BackupApi(settings.copier(), audit);
    this.rooms =
        new RoomApi(replica::askLeader, () -> replica.ask(ReplicaProtocol.AskAllRooms::new), audit);
    this.recovery =
        new RecoveryApi(
            settings.cluster(),
            () -> replica.ask(ReplicaProtocol.AskRecovery::new),
            () ->
                replica.askLeader(
                    replyTo -> new ReplicaProtocol.Recover(RANDOM.nextLong(), replyTo)),
            audit);
    this.invitations =
        new InvitationApi(
            replica::askLeader,
            () -> replica.ask(ReplicaProtocol.AskRegistration::new),
            RANDOM,
            audit);
  }

  /**
   * The report of what a recovery would do, of the invitations, rooms and a copy of the store. Asks
   * nothing of other members.
   */
  Route reading(Visitor visitor) {
    return concat(
        path(
            segment("api").slash("recover"),
            () ->
                visitor.maySeeReports()
                    ? answer(recovery::show)
                    : complete(Responses.unauthorized())),
        path(
            segment("api").slash("invitations"),
            () ->
                visitor == Visitor.OPERATOR
                    ? answer(invitations::list)
                    : complete(Responses.unauthorized())),
        path(
            segment("api").slash("rooms"),
            () ->
                visitor == Visitor.OPERATOR
                    ? answer(rooms::list)
                    : complete(Responses.unauthorized())),
        path(
            segment("api").slash("backup"),
            () ->
                complete(
                    visitor == Visitor.OPERATOR ? backups.report() : Responses.unauthorized())));
  }

  /** The requests to delete something, for the operator alone. */
  Route deleted(Visitor visitor, ClientAddress from) {
    boolean isOperator = visitor == Visitor.OPERATOR;
    return concat(
        path(
            segment("api").slash("invitations").slash(segment()),
            id -> isOperator ? change(() -> invitations.end(id, from)) : refused(from)),
        path(
            segment("api").slash("backup"),
            () -> isOperator ? complete(backups.discard()) : refused(from)));
  }

  /**
   * The posted requests, for the operator alone; {@code body} is the body of the request, which is
   * {@code from} there.
   */
  Route posted(String body, Visitor visitor, ClientAddress from) {
    return visitor == Visitor.OPERATOR ? allowed(body, from) : refused(from);
  }

  private Route refused(ClientAddress from) {
    audit.onRefused(from);
    return complete(Responses.unauthorized());
  }

  private Route allowed(String body, ClientAddress from) {
    return concat(
        path(segment("api").slash("drain"), () -> change(() -> drain(true, from))),
        path(segment("api").slash("revive"), () -> change(() -> drain(false, from))),
        path(segment("api").slash("recover"), () -> change(() -> recovery.post(body, from))),
        path(
            segment("api").slash("log"),
            () ->
                parameterOptional(
                    "level",
                    level ->
                        parameterOptional(
                            "logger", logger -> complete(log.set(level, logger, from))))),
        path(segment("api").slash("backup"), () -> complete(backups.begin(from))),
        path(
            segment("api").slash("registration"),
            () -> parameterOptional("mode", mode -> change(() -> invitations.set(mode, from)))),
        path(
            segment("api").slash("invitations"),
            () ->
                parameterOptional(
                    "count",
                    count ->
                        parameterOptional(
                            "days", days -> change(() -> invitations.make(count, days, from))))),
        path(
            segment("api").slash("rooms").slash(segment()).slash("close"),
            name -> change(() -> rooms.close(name, from))),
        path(
            segment("api").slash("users").slash(segment()).slash(segment()),
            (name, action) -> change(() -> ofUser(name, new Act(action, body, from)))),
        complete(unknown()));
  }

  private Route answer(Supplier<CompletionStage<HttpResponse>> response) {
    return completeWithFuture(ReplicaClient.orBusy(response.get(), OperatorApi::busy));
  }

  private Route change(Supplier<CompletionStage<HttpResponse>> response) {
    return answer(
        () ->
            response
                .get()
                .thenApply(
                    done -> {
                      whenChanged.run();
                      return done;
                    }));
  }

  private static HttpResponse busy() {
    return Responses.refused(503, "The node is too busy: try again in a moment.");
  }

  private static HttpResponse unknown() {
    return Responses.refused(
        404,
        "The paths for POST are /api/drain, /api/revive, /api/recover, /api/registration, "
            + "/api/invitations, /api/log, /api/backup, /api/rooms/NAME/close, and kick, disable "
            + "and password under /api/users/NAME/: use one of them.");
  }

  /** What is to be done with a user, and from where that was asked. */
  private record Act(String name, String body, ClientAddress from) {}

  private CompletionStage<HttpResponse> drain(boolean isDraining, ClientAddress from) {
    return replica
        .<Integer>ask(replyTo -> new ReplicaProtocol.Drain(isDraining, replyTo))
        .thenApply(
            sessions -> {
              audit.onAct(
                  from, isDraining ? "drained, " + sessions + " sessions" : "takes clients again");
              return Responses.json(report().put("draining", isDraining).put("sessions", sessions));
            });
  }

  private CompletionStage<HttpResponse> ofUser(String text, Act act) {
    var name = UserName.parse(text);
    if (name.isEmpty())
      return completedFuture(
          Responses.refused(404, "'" + text + "' is not a valid name: check its spelling."));
    return switch (act.name()) {
      case "kick" -> kick(name.get(), act);
      case "disable" -> replace(name.get(), completedFuture(ScramVerifier.NONE), "disabled", act);
      case "password" -> password(name.get(), act);
      default -> completedFuture(unknown());
    };
  }

  private CompletionStage<HttpResponse> kick(UserName name, Act act) {
    return onAccount(name, found -> kickFound(name, act));
  }

  private CompletionStage<HttpResponse> kickFound(UserName name, Act act) {
    return replica
        .<Integer>ask(replyTo -> new ReplicaProtocol.Kick(name, replyTo))
        .thenApply(
            sessions -> {
              audit.onAct(act.from(), "kicked " + name + ", " + sessions + " sessions");
              return Responses.json(
                  report().put("user", name.spelling()).put("sessions", sessions));
            });
  }

  private CompletionStage<HttpResponse> password(UserName name, Act act) {
    var password = act.body().strip();
    var invalid = TextRules.checkPassword(password);
    if (invalid.isPresent()) return completedFuture(Responses.refused(400, invalid.get().text()));
    var salt = new byte[Scram.SALT_BYTES];
    RANDOM.nextBytes(salt);
    var verifier =
        CompletableFuture.supplyAsync(
            () -> Scram.derive(password, salt, settings.passwordIterations()), replica.workers());
    return replace(name, verifier, "changed", act);
  }

  private CompletionStage<HttpResponse> replace(
      UserName name, CompletionStage<ScramVerifier> verifier, String done, Act act) {
    return onAccount(
        name,
        found ->
            verifier
                .thenCompose(
                    replacing ->
                        replica.askLeader(
                            new ChangePassword(found.name(), found.verifier(), replacing)))
                .thenApply(verdict -> replaced(name, verdict, done, act)));
  }

  private HttpResponse replaced(UserName name, Verdict verdict, String done, Act act) {
    if (verdict instanceof Denied denied) return refused(denied.refusal());
    if (!(verdict instanceof Stored)) throw new AssertionError("no answer for " + verdict);
    audit.onAct(act.from(), act.name() + " of " + name);
    return Responses.json(report().put("user", name.spelling()).put(done, true));
  }

  /** The leader knows whether the account exists. */
  private CompletionStage<HttpResponse> onAccount(
      UserName name, Function<Found, CompletionStage<HttpResponse>> then) {
    return replica
        .askLeader(new Find(name))
        .thenCompose(
            verdict -> {
              if (verdict instanceof Denied denied)
                return completedFuture(refused(denied.refusal()));
              if (verdict instanceof Found found) return then.apply(found);
              throw new AssertionError("no answer for " + verdict);
            });
  }

  static HttpResponse refused(Refusal refusal) {
    int code =
        switch (refusal.code()) {
          case NO_SUCH_USER -> 404;
          case NO_QUORUM, UNAVAILABLE -> 503;
          default -> 409;
        };
    return Responses.refused(code, refusal.text());
  }

  private static ObjectNode report() {
    return JsonNodeFactory.instance.objectNode();
  }
}
