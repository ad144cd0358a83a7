package dev.parley.client.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.StoredMessage;
import dev.parley.client.core.UserAction;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonPipeFormatTest {
  private final JsonPipeFormat format = new JsonPipeFormat();

  @Test
  void a_message_may_be_for_a_user_or_a_room_in_any_spelling_of_its_name() {
    assertThat(input("{'to':'fang','text':'hi','id':'x'}"))
        .isEqualTo(new UserAction.Send("fang", "hi", "x"));
    assertThat(input("{'to':'#Tea','text':'hi'}")).isEqualTo(new UserAction.Send("#Tea", "hi", ""));
    for (var to : List.of("#", "##tea", "two words", "#two words"))
      assertThat(input("{'to':'" + to + "','text':'hi'}"))
          .as(to)
          .isInstanceOf(UserAction.Reject.class);
  }

  @Test
  void a_request_about_rooms_goes_to_the_server_as_it_is_but_for_its_id() {
    var asked = (UserAction.AskRooms) input("{'op':'room-set','id':7,'room':'#tea','open':true}");
    assertThat(asked.request().line())
        .isEqualTo(quoted("{'op':'room-set','id':'room-set','room':'#tea','open':true}"));
    assertThat(asked.request().room()).isEqualTo("#tea");
    assertThat(input("{'op':'room-burn','room':'#tea'}")).isInstanceOf(UserAction.Reject.class);
    assertThat(input("['rooms']")).isInstanceOf(UserAction.Reject.class);
  }

  @Test
  void messages_of_rooms_name_the_room_and_those_of_users_are_as_they_were() {
    var inRoom = new StoredMessage("#tea", false, "hi", "m-1", "t", "at", "shao");
    assertThat(output(new ClientEvent.Received(inRoom, true)))
        .isEqualTo(
            "{'ev':'message','from':'shao','room':'#tea','text':'hi','msg':'m-1','sentAt':'t','stored':true}");
    assertThat(
            output(
                new ClientEvent.Received(
                    new StoredMessage("shao", false, "hi", "m-1", "t", "at"), false)))
        .isEqualTo(
            "{'ev':'message','from':'shao','text':'hi','msg':'m-1','sentAt':'t','stored':false}");
    var own = new StoredMessage("#tea", true, "hi", "m-1", "t", "at", "fang");
    assertThat(output(new ClientEvent.SentElsewhere(own)))
        .isEqualTo("{'ev':'sent','room':'#tea','text':'hi','msg':'m-1','sentAt':'t'}");
  }

  @Test
  void answers_and_events_of_rooms_are_those_of_the_protocol() throws JsonProcessingException {
    var list = "[{'room':'#tea','topic':'','open':false,'members':1,'role':'owner','unread':0}]";
    assertThat(
            output(
                new ClientEvent.RoomsTold(
                    json("{'ev':'rooms','re':'rooms','list':" + list + "}"), true)))
        .isEqualTo("{'ev':'rooms','list':" + list + "}");
    assertThat(
            output(
                new ClientEvent.RoomTold(
                    json("{'ev':'room-info','re':'room-info','room':'#tea','list':[]}"))))
        .isEqualTo("{'ev':'room-info','room':'#tea','list':[]}");
    assertThat(output(new ClientEvent.RoomDone("room-join", "#tea", "")))
        .isEqualTo("{'ev':'room-done','op':'room-join','room':'#tea'}");
    assertThat(output(new ClientEvent.RoomHappened("#tea", "joined", "shao", "", "", false)))
        .isEqualTo("{'ev':'room','room':'#tea','what':'joined','by':'shao'}");
    assertThat(output(new ClientEvent.RoomHappened("#tea", "topic", "shao", "", "green", false)))
        .isEqualTo("{'ev':'room','room':'#tea','what':'topic','by':'shao','topic':'green'}");
    assertThat(output(new ClientEvent.Told("You are not in it.", "room-leave")))
        .isEqualTo("{'ev':'refused','op':'room-leave','text':'You are not in it.'}");
    assertThat(format.onEvent(new ClientEvent.Told("Wait.", "list"))).isEmpty();
  }

  private UserAction input(String line) {
    return format.onInput(quoted(line)).get(0);
  }

  private String output(ClientEvent event) {
    return format.onEvent(event).get(0).replace('"', '\'');
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return JsonMapper.builder().build().readTree(quoted(text));
  }

  private static String quoted(String text) {
    return text.replace('\'', '"');
  }
}
