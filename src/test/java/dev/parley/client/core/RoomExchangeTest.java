package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.core.ClientEvent.RoomHappened;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomExchangeTest {
  private static final RoomRequest INVITE = Requests.room("room-invite", "#tea", "shao");

  @Test
  void a_server_that_knows_no_rooms_is_not_asked_about_them_and_the_user_is_told() {
    var errand = Errand.online().does(c -> c.onAsked(Requests.rooms(true)));
    assertThat(errand.written()).isEmpty();
    assertThat(errand.told()).singleElement().asString().contains("earlier version", "rooms");
    assertThat(errand.chatClient.knowsRooms()).isFalse();
    assertThat(errand.does(ChatClient::onRefresh).written()).noneMatch(l -> l.contains("rooms"));
  }

  @Test
  void without_a_server_the_user_is_told_to_try_again() {
    var errand = inRooms().lost().does(c -> c.onAsked(INVITE));
    assertThat(errand.written()).isEmpty();
    assertThat(errand.told()).singleElement().asString().contains("Not connected");
  }

  @Test
  void what_the_user_does_with_this_client_is_answered_and_not_an_event_as_well() {
    var errand = inRooms().does(c -> c.onAsked(INVITE));
    assertThat(errand.written()).containsExactly(INVITE.line().replace('"', '\''));
    var event = "{'ev':'room','room':'#tea','what':'invited','by':'fang','whom':'shao'}";
    assertThat(errand.hears(event).done).isEmpty();
    errand.hears("{'ev':'room-done','re':'room-invite','room':'#tea'}");
    assertThat(errand.told()).hasSize(1);

    errand
        .does(c -> c.onAsked(INVITE))
        .hears("{'ev':'room-done','re':'room-invite','room':'#tea'}");
    assertThat(errand.told())
        .containsExactly(new ClientEvent.RoomDone("room-invite", "#tea", "shao"));
    assertThat(errand.hears(event).done).isEmpty();
    assertThat(errand.hears(event).told()).as("with another client").hasSize(1);
  }

  @Test
  void events_may_come_after_later_requests_have_been_made() {
    var errand = inRooms().does(c -> c.onAsked(INVITE));
    for (int i = 1; i < RoomExchange.MAX_WISHES; i++)
      errand.does(c -> c.onAsked(Requests.room("room-info", "#tea")));
    var event = "{'ev':'room','room':'#tea','what':'invited','by':'fang','whom':'shao'}";
    assertThat(errand.hears(event).done).isEmpty();

    errand.does(c -> c.onAsked(INVITE));
    for (int i = 0; i < RoomExchange.MAX_WISHES; i++)
      errand.does(c -> c.onAsked(Requests.room("room-info", "#tea")));
    assertThat(errand.hears(event).told()).as("beyond the last ones").hasSize(1);
  }

  @Test
  void each_event_of_the_users_own_is_recognised_by_what_they_asked_for() {
    var ops =
        List.of(
            "created room-create",
            "closed room-close",
            "joined room-join",
            "left room-leave",
            "topic room-set",
            "opened room-set");
    for (var both : ops) {
      var words = both.split(" ", 2);
      var event = "{'ev':'room','room':'#Tea','what':'" + words[0] + "','by':'Fang'}";
      var errand = inRooms().does(c -> c.onAsked(Requests.room(words[1], "#tea")));
      assertThat(errand.hears(event).done).as(both).isEmpty();
      errand = inRooms().does(c -> c.onAsked(Requests.room("room-info", "#tea")));
      assertThat(errand.hears(event).done).as(both).isNotEmpty();
    }
  }

  @Test
  void what_others_do_is_told_in_words_and_words_that_are_not_known_in_none() {
    var said = new ArrayList<String>();
    for (var what :
        List.of("joined", "left", "removed", "changed", "closed", "owner", "muted", "new-word")) {
      var line = "{'ev':'room','room':'#tea','what':'%s','by':'shao','whom':'FANG'}";
      for (var event : inRooms().hears(line.formatted(what)).told())
        ScreenRooms.event((RoomHappened) event).ifPresent(said::add);
    }
    assertThat(said)
        .containsExactly(
            "#tea: shao is here.",
            "#tea: shao left.",
            "#tea: shao removed you.",
            "#tea: shao changed it, or closed it.",
            "#tea: shao closed it.",
            "#tea: shao made you its owner.",
            "#tea: shao muted you.");
    var byOperator = inRooms().hears("{'ev':'room','room':'#tea','what':'closed'}").told().get(0);
    assertThat(ScreenRooms.event((RoomHappened) byOperator))
        .contains("#tea: the operator closed it.");
  }

  @Test
  void a_topic_is_asked_for_when_it_is_set_and_told_with_who_has_set_it() {
    var errand = inRooms().hears("{'ev':'room','room':'#tea','what':'topic','by':'shao'}");
    assertThat(errand.written())
        .containsExactly("{'op':'room-info','id':'topic shao','room':'#tea'}");
    assertThat(errand.told()).isEmpty();
    errand.hears(
        "{'ev':'room-info','re':'topic shao','room':'#tea','topic':'green\\u001b','list':[]}");
    assertThat(ScreenRooms.event((RoomHappened) errand.told().get(0)))
        .contains("#tea: shao set the topic: green\uFFFD.");
    errand.hears("{'ev':'error','re':'topic shao','code':'NO_SUCH_ROOM','text':'Gone.'}");
    assertThat(errand.done).isEmpty();
  }

  @Test
  void an_invitation_says_how_to_follow_it_and_one_of_a_time_away_is_told_at_the_login_once() {
    var live = "{'ev':'room','room':'#tea','what':'invited','by':'shao','whom':'fang'}";
    var told = (RoomHappened) inRooms().hears(live).told().get(0);
    assertThat(ScreenRooms.event(told)).contains("#tea: shao invited you (/join #tea).");

    var errand = inRooms().does(ChatClient::onRefresh);
    assertThat(errand.written()).last().isEqualTo("{'op':'rooms','id':'refresh'}");
    var rooms =
        "{'ev':'rooms','re':'refresh','list':[{'room':'#tea','topic':'','members':2,'invited':true}]}";
    told = (RoomHappened) errand.hears(rooms).told().get(0);
    assertThat(ScreenRooms.event(told)).contains("#tea: you are invited (/join #tea).");
    assertThat(errand.hears(rooms).told())
        .singleElement()
        .isInstanceOfSatisfying(
            ClientEvent.RoomsTold.class, again -> assertThat(again.isAsked()).isFalse());
  }

  @Test
  void rooms_are_listed_with_what_is_unread_at_the_servers_and_here() {
    var message =
        "{'ev':'message','n':1,'msg':'m-9','at':'at-9','from':'shao','room':'#tea','text':'hello'}";
    var rooms =
        "{'ev':'rooms','re':'rooms','list':["
            + "{'room':'#tea','topic':'green','open':false,'members':1,'role':'owner','unread':2},"
            + "{'room':'#ops','topic':'','open':false,'members':3,'role':'member','unread':0},"
            + "{'room':'#all','topic':'','open':true,'members':2},"
            + "{'room':'#new','topic':'','open':false,'members':2,'invited':true}]}";
    var errand = inRooms().hears(message).hears(message).hears(rooms);
    var told = (ClientEvent.RoomsTold) last(errand.told());
    assertThat(told.isAsked()).isTrue();
    assertThat(ScreenRooms.list(told.rooms(), errand.chatClient::unreadOf))
        .containsExactly(
            "Room: #tea (1 member; you are its owner, 3 unread): green",
            "Room: #ops (3 members; you are a member, 0 unread)",
            "Room: #all (2 members; open)",
            "Room: #new (2 members; you are invited)");
    errand.does(c -> c.onLookedAt("#tea"));
    assertThat(errand.written()).as("nobody to watch").isEmpty();
    assertThat(errand.chatClient.unreadOf("#tea")).isZero();
    errand.does(c -> c.onLookedAway()).hears(message.replace("m-9", "m-10"));
    assertThat(errand.chatClient.unreadOf("#tea")).isEqualTo(1);
  }

  @Test
  void a_room_that_is_asked_for_has_its_members_with_their_roles() {
    var info =
        "{'ev':'room-info','re':'room-info','room':'#tea','topic':'','members':2,'role':'member','unread':0,'list':["
            + "{'name':'shao','role':'owner','online':true},{'name':'fang','role':'member','online':false}]}";
    var told = (ClientEvent.RoomTold) inRooms().hears(info).told().get(0);
    assertThat(ScreenRooms.members(told.room(), room -> 0))
        .containsExactly(
            "Room: #tea (2 members; you are a member, 0 unread)",
            "Member: shao (owner, online)",
            "Member: fang (member)");
  }

  @Test
  void refusals_are_the_sentences_of_the_server_also_of_a_history_of_no_room() {
    var errand = inRooms().does(c -> c.onAsked(INVITE));
    errand.hears("{'ev':'error','re':'room-invite','code':'NOT_ALLOWED','text':'Only its owner.'}");
    assertThat(errand.told())
        .containsExactly(new ClientEvent.Told("Only its owner.", "room-invite"));
    errand.hears("{'ev':'error','re':'history','code':'NO_SUCH_ROOM','text':'There is none.'}");
    assertThat(errand.told()).containsExactly(new ClientEvent.Told("There is none.", "history"));
  }

  @Test
  void odd_answers_change_nothing() {
    var errand = inRooms();
    for (var line :
        List.of(
            "{'ev':'rooms'}",
            "{'ev':'rooms','list':7}",
            "{'ev':'rooms','list':[7,{},[]]}",
            "{'ev':'room-info','list':'x'}",
            "{'ev':'room-done'}",
            "{'ev':'room','room':7}")) {
      for (var event : errand.hears(line).told()) {
        if (event instanceof ClientEvent.RoomsTold told)
          assertThat(ScreenRooms.list(told.rooms(), room -> 0)).isNotEmpty();
        if (event instanceof ClientEvent.RoomTold told)
          assertThat(ScreenRooms.members(told.room(), room -> 0)).hasSize(1);
      }
    }
    assertThat(errand.chatClient.isOnline()).isTrue();
  }

  @Test
  void more_invitations_than_there_are_rooms_are_not_told() {
    var errand = inRooms();
    int told = 0;
    for (int i = 0; i <= RoomExchange.MAX_INVITATIONS; i++) {
      var rooms = "{'ev':'rooms','re':'refresh','list':[{'room':'#r" + i + "','invited':true}]}";
      told += errand.hears(rooms).told().size() - 1;
    }
    assertThat(told).isEqualTo(RoomExchange.MAX_INVITATIONS);
  }

  @Test
  void a_client_that_knows_no_messages_of_rooms_says_so_at_login() {
    var errand = new Errand(Errand.fang(), new History(), List.of(Errand.SERVER), false).start();
    errand.does(c -> c.onConnected(0));
    assertThat(errand.written()).last().asString().contains("'version':2");
  }

  private static Errand inRooms() {
    var errand = Errand.ofFang().start();
    errand.version = 3;
    return errand.welcome(Errand.SERVER);
  }

  private static ClientEvent last(List<ClientEvent> events) {
    return events.get(events.size() - 1);
  }
}
