package dev.parley.http;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import dev.parley.chat.accounts.LeaderMessage.ChangeRoom;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Done;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomChange;
import dev.parley.chat.rooms.Rooms;
import dev.parley.session.limits.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RoomApiTest {
  private static final RoomName TEA = RoomName.of("#Tea");
  private static final ClientAddress FROM = ClientAddress.UNKNOWN;
  private static final Rooms ROOMS =
      Rooms.NONE.after(
          new RoomChange.Created(TEA, new RoomAccount(UserName.of("fang"), 1), 7, "green", true));

  private final List<Question> asked = new ArrayList<>();
  private Verdict verdict = new Done();
  private final RoomApi api =
      new RoomApi(
          question -> {
            asked.add(question);
            return completedFuture(verdict);
          },
          () -> completedFuture(ROOMS),
          new AuditLog());

  @Test
  void lists_the_rooms_and_who_owns_them() {
    assertThat(body(api.list()))
        .isEqualTo(
            "{\"rooms\":[{\"room\":\"#Tea\",\"topic\":\"green\",\"open\":true,\"members\":1,"
                + "\"owners\":[\"fang\"]}]}");
  }

  @Test
  void closes_a_room_that_there_is_named_with_or_without_its_mark() {
    for (var name : List.of("tea", "#tea")) {
      asked.clear();
      assertThat(body(api.close(name, FROM))).isEqualTo("{\"closed\":\"#tea\"}");
      assertThat(asked).containsExactly(new ChangeRoom(new RoomChange.Ended(TEA)));
    }
  }

  @Test
  void asks_nobody_about_a_room_that_is_none() {
    for (var name : List.of("wine", "a b", "", "#"))
      assertThat(response(api.close(name, FROM)).status().intValue()).as(name).isEqualTo(404);
    assertThat(asked).isEmpty();
  }

  @Test
  void says_why_a_room_cannot_be_closed_now() {
    verdict = new Denied(Refusal.of(Refusal.Code.NO_QUORUM, "No majority: wait."));
    var refused = api.close("tea", FROM);
    assertThat(response(refused).status().intValue()).isEqualTo(503);
    assertThat(body(refused)).contains("No majority: wait.");
  }

  private static HttpResponse response(CompletionStage<HttpResponse> answer) {
    return answer.toCompletableFuture().join();
  }

  private static String body(CompletionStage<HttpResponse> answer) {
    var entity = (HttpEntity.Strict) response(answer).entity();
    return entity.getData().utf8String().strip();
  }
}
