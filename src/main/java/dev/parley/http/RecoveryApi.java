package dev.parley.http;

import static java.util.concurrent.CompletableFuture.completedFuture;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.LeaderMessage.VotersChanged;
import dev.parley.chat.accounts.LeaderMessage.VotersKept;
import dev.parley.chat.accounts.RecoveryPlan;
import dev.parley.replica.ReplicaProtocol.RecoveryStatus;
import dev.parley.session.limits.ClientAddress;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The operator's recovery when more than half of the voters never come back: it first reports what
 * it would do, then does it, once the cluster's name is typed. The rules are {@link
 * RecoveryPlan}'s.
 */
final class RecoveryApi {
  private static final String COST =
      "Nothing can prevent servers that are declared lost, but are alive, from "
          + "continuing by themselves, so destroy their data directories. Accounts, "
          + "passwords and mail that only they have are gone: such a name may be "
          + "registered again, by anybody. Should they come back nevertheless, these "
          + "voters win; theirs have no vote until they are promoted, and a name that "
          + "both gave away belongs to the earlier claim.";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String cluster;
  private final Supplier<CompletionStage<RecoveryStatus>> status;
  private final Supplier<CompletionStage<Verdict>> recover;
  private final AuditLog audit;

  /** {@code recover} is performed by the leader, and may take longer than {@code status}. */
  RecoveryApi(
      String cluster,
      Supplier<CompletionStage<RecoveryStatus>> status,
      Supplier<CompletionStage<Verdict>> recover,
      AuditLog audit) {
    this.cluster = cluster;
    this.status = status;
    this.recover = recover;
    this.audit = audit;
  }

  /** The report of what a recovery would do. */
  CompletionStage<HttpResponse> show() {
    return status.get().thenApply(known -> Responses.json(told(known)));
  }

  /**
   * Performs the recovery if {@code body} confirms it; reports what it would do if there is no
   * body.
   */
  CompletionStage<HttpResponse> post(String body, ClientAddress from) {
    return body.isBlank()
        ? show()
        : status.get().thenCompose(known -> recover(known, body.strip(), from));
  }

  private CompletionStage<HttpResponse> recover(
      RecoveryStatus before, String body, ClientAddress from) {
    if (!isConfirmed(body)) {
      return completedFuture(
          Responses.refused(
              400,
              "Nothing was done: to confirm, post '"
                  + confirmation()
                  + "', after a look at GET /api/recover."));
    }
    if (before.plan().isEmpty()) return completedFuture(Responses.refused(409, before.refusal()));
    return recover.get().thenApply(verdict -> done(before.plan().get(), verdict, from));
  }

  private HttpResponse done(RecoveryPlan plan, Verdict answer, ClientAddress from) {
    if (answer instanceof VotersKept kept) return Responses.refused(409, kept.reason());
    if (answer instanceof Denied denied) return Responses.refused(503, denied.refusal().text());
    if (!(answer instanceof VotersChanged changed))
      throw new AssertionError("no answer for " + answer);
    audit.onGraveAct(
        from,
        "recovered: %s vote now, %s are declared lost".formatted(changed.voters(), plan.lost()));
    var report = JSON.createObjectNode().put("recovered", true);
    put(report, "voters", changed.voters());
    put(report, "lost", plan.lost());
    return Responses.json(report.put("cost", COST));
  }

  private ObjectNode told(RecoveryStatus known) {
    var report =
        JSON.createObjectNode().put("cluster", cluster).put("possible", known.plan().isPresent());
    if (known.plan().isEmpty()) return report.put("reason", known.refusal());
    var plan = known.plan().get();
    put(report, "lost", plan.lost());
    put(report, "voters", plan.voters());
    report.put("generation", plan.generation());
    return report.put("cost", COST).put("confirm", confirmation());
  }

  private static void put(ObjectNode report, String name, Iterable<String> nodes) {
    var array = report.putArray(name);
    nodes.forEach(array::add);
  }

  private String confirmation() {
    return "cluster=" + cluster;
  }

  /** Returns true if the confirmation was typed, as a text or as JSON. */
  private boolean isConfirmed(String body) {
    if (body.equals(confirmation())) return true;
    try {
      return JSON.readTree(body).path("cluster").asText().equals(cluster);
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
