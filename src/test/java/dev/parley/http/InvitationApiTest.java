package dev.parley.http;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import dev.parley.testing.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class InvitationApiTest {
  private static final Optional<String> NONE = Optional.empty();
  private static final Invitation KNOWN =
      new Invitation(InvitationCode.hash("code"), 0, 86_400_000);

  private static final ClientAddress FROM = ClientAddress.UNKNOWN;

  private final List<Question> asked = new ArrayList<>();
  private Optional<Refusal> refusal = Optional.empty();
  private final InvitationApi api =
      new InvitationApi(
          question -> {
            asked.add(question);
            return completedFuture(answer(question));
          },
          () -> completedFuture(new RegistrationRules(Registration.INVITE, List.of(KNOWN))),
          Seed.next().random(),
          new AuditLog());

  private Verdict answer(Question question) {
    if (refusal.isPresent()) return new Denied(refusal.get());
    if (!(question instanceof MakeInvitations make)) return new Done();
    return new Invited(
        make.hashes().stream().map(hash -> new Invitation(hash, 0, make.lifetimeMs())).toList());
  }

  @Test
  void gives_each_code_once_and_the_servers_its_hash_alone() throws Exception {
    var made = json(api.make(Optional.of("3"), Optional.of("2"), FROM)).path("invitations");
    var question = (MakeInvitations) asked.get(0);
    assertThat(question.lifetimeMs()).isEqualTo(2 * 86_400_000L);
    assertThat(made.findValuesAsText("code"))
        .hasSize(3)
        .allMatch(code -> code.length() == 19)
        .map(InvitationCode::hash)
        .containsExactlyElementsOf(question.hashes());
    assertThat(made.findValuesAsText("expires")).contains("1970-01-03T00:00:00Z");
    var listed = json(api.list());
    assertThat(listed.toString())
        .isEqualTo(
            "{\"registration\":\"invite\",\"invitations\":[{\"id\":\""
                + KNOWN.id()
                + "\",\"expires\":\"1970-01-02T00:00:00Z\",\"made\":\"1970-01-01T00:00:00Z\"}]}");
  }

  @Test
  void makes_one_for_a_week_if_nothing_is_said() throws Exception {
    assertThat(json(api.make(NONE, NONE, FROM)).path("invitations")).hasSize(1);
    assertThat(((MakeInvitations) asked.get(0)).lifetimeMs()).isEqualTo(7 * 86_400_000L);
  }

  @Test
  void takes_no_number_out_of_its_range() throws Exception {
    for (var wrong : List.of("0", "51", "-1", "x", "99999", ""))
      assertThat(status(api.make(Optional.of(wrong), NONE, FROM))).as(wrong).isEqualTo(400);
    for (var wrong : List.of("0", "366", "1.5"))
      assertThat(status(api.make(NONE, Optional.of(wrong), FROM))).as(wrong).isEqualTo(400);
    assertThat(asked).isEmpty();
    assertThat(status(api.make(Optional.of("50"), Optional.of("365"), FROM))).isEqualTo(200);
  }

  @Test
  void ends_an_invitation_that_there_is() throws Exception {
    assertThat(status(api.end("0123456789", FROM))).isEqualTo(404);
    assertThat(json(api.end(KNOWN.id(), FROM)).path("ended").asText()).isEqualTo(KNOWN.id());
    assertThat(asked).containsExactly(new EndInvitation(KNOWN.id()));
  }

  @Test
  void says_what_can_be_set_and_why_it_cannot_be_set_now() throws Exception {
    assertThat(status(api.set(NONE, FROM))).isEqualTo(400);
    assertThat(status(api.set(Optional.of("private"), FROM))).isEqualTo(400);
    assertThat(json(api.set(Optional.of("closed"), FROM)).path("registration").asText())
        .isEqualTo("closed");
    assertThat(asked).containsExactly(new SetRegistration(Registration.CLOSED));
    refusal = Optional.of(Refusal.of(Refusal.Code.NO_QUORUM, "Later."));
    assertThat(status(api.set(Optional.of("open"), FROM))).isEqualTo(503);
    refusal = Optional.of(Refusal.of(Refusal.Code.RATE_LIMITED, "Full."));
    assertThat(status(api.make(NONE, NONE, FROM))).isEqualTo(409);
  }

  private static int status(CompletionStage<HttpResponse> response) {
    return response.toCompletableFuture().join().status().intValue();
  }

  private static JsonNode json(CompletionStage<HttpResponse> response) throws IOException {
    var entity = (HttpEntity.Strict) response.toCompletableFuture().join().entity();
    return new ObjectMapper().readTree(entity.getData().utf8String());
  }
}
