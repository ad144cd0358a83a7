package dev.parley.http;

import static java.util.concurrent.CompletableFuture.completedFuture;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.accounts.Invitation;
import dev.parley.chat.accounts.InvitationCode;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Done;
import dev.parley.chat.accounts.LeaderMessage.EndInvitation;
import dev.parley.chat.accounts.LeaderMessage.Invited;
import dev.parley.chat.accounts.LeaderMessage.MakeInvitations;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderMessage.SetRegistration;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.Registration;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.model.Refusal;
import dev.parley.session.limits.ClientAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The operator's requests about who may register. A code is in the answer to the request that made
 * it, and nowhere else: the servers get its hash only.
 */
final class InvitationApi {
  static final int DEFAULT_DAYS = 7;

  /** {@link MakeInvitations#MAX_LIFETIME_MS} is this, and a day for leap years. */
  static final int MAX_DAYS = 365;

  private final Function<Question, CompletionStage<Verdict>> leader;
  private final Supplier<CompletionStage<RegistrationRules>> rules;
  private final RandomGenerator random;
  private final AuditLog audit;

  /** {@code random} draws codes that nobody must guess. */
  InvitationApi(
      Function<Question, CompletionStage<Verdict>> leader,
      Supplier<CompletionStage<RegistrationRules>> rules,
      RandomGenerator random,
      AuditLog audit) {
    this.leader = leader;
    this.rules = rules;
    this.random = random;
    this.audit = audit;
  }

  /** The invitations that nobody has used, without their codes. */
  CompletionStage<HttpResponse> list() {
    return rules
        .get()
        .thenApply(
            now -> {
              var report = report().put("registration", now.mode().word());
              var entries = report.putArray("invitations");
              now.invitations().forEach(one -> put(entries, one).put("made", time(one.madeMs())));
              return Responses.json(report);
            });
  }

  /** Lets others register; {@code word} is that of a {@link Registration}. */
  CompletionStage<HttpResponse> set(Optional<String> word, ClientAddress from) {
    var mode = word.flatMap(Registration::of);
    if (mode.isEmpty())
      return refused(400, "Give mode=open, mode=invite or mode=closed after a question mark.");
    return leader
        .apply(new SetRegistration(mode.get()))
        .thenApply(
            verdict -> {
              if (verdict instanceof Denied denied) return refused(denied.refusal());
              if (!(verdict instanceof Done)) throw new AssertionError("no answer for " + verdict);
              audit.onAct(from, "registration is " + mode.get().word());
              return Responses.json(report().put("registration", mode.get().word()));
            });
  }

  /** Makes invitations; without numbers, one for {@link #DEFAULT_DAYS}. */
  CompletionStage<HttpResponse> make(
      Optional<String> countText, Optional<String> daysText, ClientAddress from) {
    int count = number(countText, 1, MakeInvitations.MAX_AT_ONCE);
    if (count == 0) return refused(400, range("count", MakeInvitations.MAX_AT_ONCE));
    int days = number(daysText, DEFAULT_DAYS, MAX_DAYS);
    if (days == 0) return refused(400, range("days", MAX_DAYS));
    var codes = new LinkedHashMap<String, String>();
    while (codes.size() < count) {
      var code = draw();
      codes.put(InvitationCode.hash(code), code);
    }
    var question =
        new MakeInvitations(codes.keySet().stream().toList(), Duration.ofDays(days).toMillis());
    return leader.apply(question).thenApply(verdict -> made(verdict, codes, from));
  }

  /** The number, or 0 if it is none from 1 to {@code max}. */
  private static int number(Optional<String> text, int otherwise, int max) {
    if (text.isEmpty()) return otherwise;
    if (!text.get().matches("\\d{1,4}")) return 0;
    int number = Integer.parseInt(text.get());
    return number <= max ? number : 0;
  }

  private static String range(String field, int max) {
    return "'" + field + "' must be a whole number from 1 to " + max + ".";
  }

  private String draw() {
    var bytes = new byte[InvitationCode.BYTES];
    random.nextBytes(bytes);
    return InvitationCode.of(bytes);
  }

  private HttpResponse made(Verdict verdict, Map<String, String> codes, ClientAddress from) {
    if (verdict instanceof Denied denied) return refused(denied.refusal());
    if (!(verdict instanceof Invited invited)) throw new AssertionError("no answer for " + verdict);
    var report = report();
    var entries = report.putArray("invitations");
    for (var one : invited.invitations()) {
      var code = codes.get(one.hash());
      if (code != null) put(entries, one).put("code", code);
    }
    audit.onAct(from, "made invitations, " + invited.invitations().size());
    return Responses.json(report);
  }

  /** Ends an invitation that nobody has used. */
  CompletionStage<HttpResponse> end(String id, ClientAddress from) {
    return rules
        .get()
        .thenCompose(
            now ->
                now.invitations().stream().anyMatch(one -> one.id().equals(id))
                    ? leader
                        .apply(new EndInvitation(id))
                        .thenApply(verdict -> ended(verdict, id, from))
                    : refused(
                        404,
                        "There is no invitation with this id: it was used, has ended, or never"
                            + " was. GET /api/invitations lists those that there are."));
  }

  private HttpResponse ended(Verdict verdict, String id, ClientAddress from) {
    if (verdict instanceof Denied denied) return refused(denied.refusal());
    if (!(verdict instanceof Done)) throw new AssertionError("no answer for " + verdict);
    audit.onAct(from, "ended invitation " + id);
    return Responses.json(report().put("ended", id));
  }

  private static ObjectNode put(ArrayNode entries, Invitation one) {
    return entries.addObject().put("id", one.id()).put("expires", time(one.expiresMs()));
  }

  private static String time(long wallMs) {
    return Instant.ofEpochMilli(wallMs).toString();
  }

  private static CompletionStage<HttpResponse> refused(int code, String sentence) {
    return completedFuture(Responses.refused(code, sentence));
  }

  private static HttpResponse refused(Refusal refusal) {
    return OperatorApi.refused(refusal);
  }

  private static ObjectNode report() {
    return JsonNodeFactory.instance.objectNode();
  }
}
