package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatClientTest {
  private static final String MESSAGE =
      "{'ev':'message','n':1,'msg':'m-7','at':'at-7','from':'shao','to':'fang','text':'hello','sentAt':'2026-11-24T05:00:00Z','stored':false,'vc':{}}";

  private static final String IN_ROOM =
      "{'ev':'message','n':1,'msg':'m-9','at':'at-9','from':'shao','room':'#tea','text':'hello','sentAt':'2026-11-24T05:00:00Z','stored':false,'vc':{}}";

  private static final String RETURNED =
      "{'ev':'returned','msg':'m-1','to':'shao','reason':'NAME_LOST','text':'It goes to nobody.'}";

  @Test
  void goes_to_the_server_that_it_was_given_and_logs_in() {
    var errand = Errand.ofFang().start();
    assertThat(errand.dialled()).containsExactly(Errand.SERVER);
    errand.does(c -> c.onConnected(0));
    assertThat(errand.written())
        .last()
        .asString()
        .contains("'password':'correct horse'", "'redirect':true");
  }

  @Test
  void without_a_server_asks_the_multicast_group_every_three_seconds() {
    var errand = new Errand(Errand.fang(), new History(), List.of()).start();
    assertThat(errand.done).contains(ClientOutput.Seek.INSTANCE);
    int sought = 0;
    for (int i = 0; i < 120; i++)
      if (errand.after(50).done.contains(ClientOutput.Seek.INSTANCE)) sought++;
    assertThat(sought).isBetween(1, 2);
    errand.does(c -> c.onFound(Errand.OTHER, List.of(Errand.SERVER, Errand.OTHER), errand.nowMs));
    assertThat(errand.dialled()).containsExactly(Errand.OTHER);
  }

  @Test
  void says_once_that_nobody_answers_and_not_before_a_datagram_could() {
    var errand = new Errand(Errand.fang(), new History(), List.of()).start();
    assertThat(errand.told()).isEmpty();
    int told = 0;
    for (int i = 0; i < 200; i++) told += errand.after(50).told().size();
    assertThat(told).isEqualTo(1);
  }

  @Test
  void tells_what_the_servers_have_of_a_conversation_and_believes_no_page_that_is_too_long() {
    var message =
        "{'msg':'m-7','pos':'p','from':'FANG','to':'shao','text':'hi','sentAt':'t','delivered':true}";
    var page = "{'ev':'history','re':'history','with':'shao','messages':[";
    var errand = Errand.online().hears(page + message + "]}");
    var own = new StoredMessage("shao", true, "hi", "m-7", "t", "");
    assertThat(errand.told())
        .containsExactly(
            new ClientEvent.HistoryTold(List.of(new ClientEvent.HistoryTold.Past(own, true))));
    errand.hears(page + String.join(",", Collections.nCopies(300, message)) + "]}");
    assertThat(((ClientEvent.HistoryTold) errand.told().get(0)).messages()).hasSize(200);
    errand.hears("{'ev':'error','re':'history','code':'UNKNOWN_OP','text':'Not known.'}");
    assertThat(errand.told()).containsExactly(new ClientEvent.HistoryTold(List.of()));
    for (var odd : List.of("7", "[7]", "{'a':[]}"))
      errand.hears("{'ev':'history','re':'history','messages':" + odd + "}");
  }

  @Test
  void announces_that_it_answers_pings_and_does() {
    var errand = Errand.ofFang().start().does(c -> c.onConnected(0));
    assertThat(errand.written()).last().asString().contains("'op':'login'", "'pings':true");

    errand = Errand.online().hears("{'ev':'ping','token':7}");
    assertThat(errand.written()).containsExactly("{'op':'pong','token':7}");
  }

  @Test
  void shows_what_its_user_sends_with_another_client_once_and_acknowledges_it() {
    var login = Errand.ofFang().start().does(c -> c.onConnected(0));
    assertThat(login.written()).last().asString().contains("'version':3", "'device':'terminal'");

    var sent =
        "{'ev':'sent','n':1,'msg':'m-8','at':'at-8','from':'fang','to':'shao','text':'hi','sentAt':'2026-11-24T05:00:00Z'}";
    var errand = Errand.online().hears(sent);
    assertThat(errand.told())
        .singleElement()
        .isInstanceOfSatisfying(
            ClientEvent.SentElsewhere.class,
            event -> {
              assertThat(event.message().peer()).isEqualTo("shao");
              assertThat(event.message().own()).isTrue();
            });
    assertThat(errand.written()).containsExactly("{'op':'ack','n':1}");
    errand.hears(sent);
    assertThat(errand.told()).isEmpty();
    assertThat(errand.written()).containsExactly("{'op':'ack','n':1}");
  }

  @Test
  void lists_devices_and_sessions_in_words_with_what_is_known_of_them() {
    var devices =
        "{'ev':'devices','re':'devices','list':[{'device':'7b0c1d2e','kind':'terminal','server':'h:1','since':'s','this':true},"
            + "{'device':'tablet','lastSeen':'t'},{'device':'old'}]}";
    var told = (ClientEvent.DevicesTold) Errand.online().hears(devices).told().get(0);
    assertThat(ScreenText.devices(told.devices()))
        .containsExactly(
            "7b0c1d2e (terminal): here, at h:1, since s",
            "tablet: not logged in, has written at t",
            "old: not logged in");
    var sessions =
        "{'ev':'sessions','re':'sessions','list':[{'server':'h:1','client':'c','since':'s','address':'a','this':true},"
            + "{'server':'h:2','client':'d','since':'t'},{'server':'h:3'}]}";
    var all = (ClientEvent.SessionsTold) Errand.online().hears(sessions).told().get(0);
    assertThat(ScreenText.sessions(all.sessions()))
        .containsExactly(
            "here, at h:1 from a, since s, client c…", "at h:2, since t, client d…", "at h:3");
    assertThat(Errand.online().hears("{'ev':'ended','re':'end-device','device':'tablet'}").told())
        .containsExactly(new ClientEvent.DeviceEnded("tablet"));
  }

  @Test
  void says_only_what_is_not_shown_here_of_what_another_client_has_shown() {
    var errand = Errand.online().hears("{'ev':'read','with':'shao','upTo':'m-1'}");
    assertThat(errand.told()).isEmpty();
    errand.hears("{'ev':'read','with':'shao','upTo':'m-1','skipped':true}");
    assertThat(errand.told()).singleElement().asString().contains("shao", "not shown here");
    errand.hears("{'ev':'skipped'}");
    assertThat(errand.told()).singleElement().asString().contains("not shown here");
  }

  @Test
  void goes_where_the_leader_sends_it_and_asks_no_more_there() {
    var errand = Errand.ofFang().start().does(c -> c.onConnected(0));
    errand.hears("{'ev':'redirect','re':'login','server':'" + Errand.OTHER + "'}");
    assertThat(errand.done).startsWith(ClientOutput.HangUp.INSTANCE);
    assertThat(errand.dialled()).containsExactly(Errand.OTHER);
    errand.does(c -> c.onConnected(0));
    assertThat(errand.written()).last().asString().contains("'redirect':false");
  }

  @Test
  void servers_that_refuse_one_after_the_other_end_the_round_and_others_are_looked_for() {
    var errand = Errand.online().lost();
    assertThat(errand.dialled()).containsExactly(Errand.OTHER);
    assertThat(errand.lost().dialled()).containsExactly(Errand.SERVER);
    assertThat(errand.lost().done).containsExactly(ClientOutput.Seek.INSTANCE);
    assertThat(errand.after(ServerRotation.FIRST_PAUSE_MS - 1).done).isEmpty();
    assertThat(errand.after(1).dialled()).hasSize(1);
  }

  @Test
  void servers_that_all_refuse_are_tried_ever_more_rarely_and_the_user_is_told() {
    var errand = Errand.ofFang().start();
    int dials = 0;
    int told = 0;
    for (int i = 0; i < 60_000; i += 50) {
      boolean isDialled = !errand.dialled().isEmpty();
      if (isDialled) errand.lost();
      dials += isDialled ? 1 : 0;
      told += errand.told().size();
      errand.after(50);
    }
    assertThat(dials).as("in a minute").isBetween(15, 30);
    assertThat(told).isEqualTo(1);
  }

  @Test
  void a_datagram_that_comes_while_a_server_is_tried_names_the_next_one() {
    var errand = Errand.ofFang().start();
    errand.does(c -> c.onFound("127.0.0.1:2222", List.of("127.0.0.1:2222"), errand.nowMs));
    assertThat(errand.done).isEmpty();
    assertThat(errand.lost().dialled()).containsExactly("127.0.0.1:2222");
  }

  @Test
  void a_logout_forgets_the_ticket_when_it_is_done_and_ends_the_client() {
    var errand = Errand.online();
    assertThat(errand.does(c -> c.onAsked(Requests.logOut(true))).written())
        .containsExactly("{'op':'logout','id':'logout','all':true}");
    errand.hears("{'ev':'error','re':'logout','code':'NO_QUORUM','text':'Not now.'}");
    assertThat(errand.told()).containsExactly(new ClientEvent.Told("Not now.", "logout"));

    errand.hears("{'ev':'bye','re':'logout'}");
    assertThat(errand.done)
        .filteredOn(ClientOutput.Save.class::isInstance)
        .extracting(save -> ((ClientOutput.Save) save).profile().ticket())
        .containsExactly("");
    assertThat(errand.told()).hasSize(1);
  }

  @Test
  void leaving_keeps_the_ticket_for_the_next_start() {
    assertThat(Errand.online().does(c -> c.onQuit()).written())
        .containsExactly("{'op':'logout','id':'logout','keep':true}");
  }

  @Test
  void a_message_is_told_then_kept_and_acknowledged_after_that() {
    var errand = Errand.online().hears(MESSAGE);
    assertThat(errand.done)
        .hasExactlyElementsOfTypes(
            ClientOutput.Tell.class, ClientOutput.Remember.class, ClientOutput.Write.class);
    assertThat(errand.written()).containsExactly("{'op':'ack','n':1}");
  }

  @Test
  void a_message_that_comes_again_is_acknowledged_and_not_told() {
    var errand = Errand.online().hears(MESSAGE).hears(MESSAGE.replace("'n':1", "'n':2"));
    assertThat(errand.told()).isEmpty();
    assertThat(errand.written()).containsExactly("{'op':'ack','n':2}");
  }

  @Test
  void a_message_of_a_room_is_told_and_kept_as_its_own_and_acknowledged_after_that() {
    var errand = Errand.online().hears(IN_ROOM);
    assertThat(errand.done)
        .hasExactlyElementsOfTypes(
            ClientOutput.Tell.class, ClientOutput.Remember.class, ClientOutput.Write.class);
    var message =
        new StoredMessage("#tea", false, "hello", "m-9", "2026-11-24T05:00:00Z", "at-9", "shao");
    assertThat(errand.told()).containsExactly(new ClientEvent.Received(message, false));
    errand.lost().welcome(Errand.OTHER).hears(IN_ROOM.replace("'n':1", "'n':4"));
    assertThat(errand.told()).as("it comes again").isEmpty();
    assertThat(errand.written()).containsExactly("{'op':'ack','n':4}");
  }

  @Test
  void what_is_sent_to_a_room_is_kept_as_the_users_own_and_sent_again_elsewhere_under_its_number() {
    var errand = Errand.online().writes("#tea", "one").lost().welcome(Errand.OTHER);
    assertThat(errand.sent()).singleElement().asString().contains("'to':'#tea'", "'seq':1");
    errand.accepts(1);
    assertThat(errand.done)
        .contains(
            new ClientOutput.Remember(
                new StoredMessage(
                    "#tea", true, "one", "m-1", "2026-11-24T05:00:00Z", "at-1", "fang")));
  }

  @Test
  void what_its_user_sends_to_a_room_with_another_client_is_told_once() {
    var sent = IN_ROOM.replace("'message'", "'sent'").replace("'shao'", "'fang'");
    var errand = Errand.online().hears(sent);
    assertThat(errand.told())
        .singleElement()
        .isInstanceOfSatisfying(
            ClientEvent.SentElsewhere.class,
            event -> assertThat(event.message().peer()).isEqualTo("#tea"));
    assertThat(errand.hears(sent).told()).isEmpty();
  }

  @Test
  void a_message_of_a_room_that_a_page_has_shown_is_not_told_when_it_comes() {
    var line = IN_ROOM.substring(IN_ROOM.indexOf("'msg'"), IN_ROOM.indexOf(",'stored'"));
    var page = "{'ev':'history','re':'history','with':'#tea','messages':[{" + line + "}]}";
    var errand = Errand.online().hears(page);
    var told = ((ClientEvent.HistoryTold) errand.told().get(0)).messages().get(0).message();
    assertThat(told.from()).isEqualTo("shao");

    errand.does(c -> c.onShown(List.of(told, told)));
    assertThat(errand.done).containsExactly(new ClientOutput.RememberReceived("m-9"));
    errand.hears(IN_ROOM);
    assertThat(errand.told()).isEmpty();
    assertThat(errand.written()).containsExactly("{'op':'ack','n':1}");
  }

  @Test
  void a_page_of_a_user_says_nothing_of_what_is_still_to_come() {
    var message = new StoredMessage("shao", true, "hello", "m-7", "", "");
    assertThat(Errand.online().does(c -> c.onShown(List.of(message))).done).isEmpty();
  }

  @Test
  void a_message_is_saved_before_it_is_sent() {
    var errand = Errand.online().writes("shao", "hello");
    assertThat(errand.done)
        .hasExactlyElementsOfTypes(
            ClientOutput.Save.class, ClientOutput.Tell.class, ClientOutput.Write.class);
    assertThat(errand.written()).singleElement().asString().contains("'seq':1", "'text':'hello'");
  }

  @Test
  void a_message_that_was_returned_before_it_was_accepted_is_known_to_go_to_nobody() {
    var history = new History();
    var errand = new Errand(Errand.fang(), history, List.of(Errand.SERVER)).start();
    errand.welcome(Errand.SERVER).writes("shao", "hello");
    errand.hears(RETURNED);
    assertThat(errand.done)
        .hasExactlyElementsOfTypes(ClientOutput.RememberReturned.class, ClientOutput.Tell.class);
    assertThat(errand.accepts(1).told())
        .singleElement()
        .isInstanceOfSatisfying(
            ClientEvent.Accepted.class, accepted -> assertThat(accepted.isReturned()).isTrue());
    assertThat(ScreenText.mark(history.messages().get(0), history)).isEqualTo(ScreenText.FAILED);
  }

  @Test
  void what_was_returned_is_known_after_a_restart_though_it_is_accepted_only_then() {
    var before = Errand.online().writes("shao", "hello");
    var history = new History();
    history.returned("m-1");
    var after = new Errand(before.saved(), history, List.of()).start().welcome(Errand.SERVER);
    assertThat(after.accepts(1).told())
        .singleElement()
        .isInstanceOfSatisfying(
            ClientEvent.Accepted.class, accepted -> assertThat(accepted.isReturned()).isTrue());
  }

  @Test
  void the_next_message_goes_when_the_one_before_is_accepted() {
    var errand = Errand.online().writes("shao", "one").writes("shao", "two");
    assertThat(errand.written()).isEmpty();
    errand.accepts(1);
    assertThat(errand.written()).singleElement().asString().contains("'seq':2", "'text':'two'");
    assertThat(errand.saved().drafts()).hasSize(1);
  }

  @Test
  void what_was_not_accepted_is_sent_again_elsewhere_under_its_number_with_what_was_seen() {
    var errand = Errand.online().writes("shao", "one").accepts(1).writes("shao", "two");
    errand.lost();
    assertThat(errand.dialled()).containsExactly(Errand.OTHER);
    errand.does(c -> c.onConnected(errand.nowMs));
    assertThat(errand.written())
        .last()
        .asString()
        .contains("'ticket':'t-1'", "'redirect':false", "'after':'at-1'");
    errand.welcome(Errand.OTHER);
    assertThat(errand.sent()).singleElement().asString().contains("'seq':2", "'text':'two'");
  }

  @Test
  void what_is_written_while_no_server_is_there_waits_and_goes_out_once() {
    var errand = Errand.online().lost().lost().lost().writes("shao", "later");
    assertThat(errand.written()).isEmpty();
    assertThat(errand.chatClient.waiting()).hasSize(1);
    errand.after(ServerRotation.MAX_PAUSE_MS).welcome(errand.dialled().get(0));
    assertThat(errand.sent()).singleElement().asString().contains("'text':'later'");
    assertThat(errand.accepts(1).chatClient.waiting()).isEmpty();
  }

  @Test
  void a_restarted_client_goes_on_with_the_numbers_and_the_drafts_of_the_one_before() {
    var before = Errand.online().writes("shao", "one").accepts(1).writes("shao", "two");
    var after = new Errand(before.saved(), new History(), List.of()).start();
    assertThat(after.dialled()).containsExactly(Errand.SERVER);
    after.welcome(Errand.SERVER);
    assertThat(after.written()).singleElement().asString().contains("'seq':2", "'text':'two'");
  }

  @Test
  void a_message_for_which_there_is_no_room_is_refused_and_not_only_told() {
    var errand = Errand.ofFang().start();
    for (int i = 0; i < Outbox.MAX_DRAFTS; i++) errand.writes("shao", "waits");
    assertThat(errand.told()).singleElement().isInstanceOf(ClientEvent.Written.class);
    errand.writes("shao", "one more");
    assertThat(errand.told()).singleElement().isInstanceOf(ClientEvent.Refused.class);
    assertThat(errand.chatClient.waiting()).hasSize(Outbox.MAX_DRAFTS);
  }

  @Test
  void a_refused_message_is_told_and_leaves_its_number_to_the_next_one() {
    var errand = Errand.online().writes("nobody", "one").writes("shao", "two");
    errand.hears("{'ev':'error','re':'send-1','code':'NO_SUCH_USER','text':'There is no user.'}");
    assertThat(errand.told()).singleElement().isInstanceOf(ClientEvent.Refused.class);
    assertThat(errand.written()).singleElement().asString().contains("'seq':1", "'text':'two'");
  }

  @Test
  void a_message_that_cannot_be_taken_now_is_sent_again_after_the_servers_time() {
    var errand = Errand.online().writes("shao", "one");
    errand.hears(
        "{'ev':'error','re':'send-1','code':'UNAVAILABLE','text':'Later.','retryAfterMs':1000}");
    assertThat(errand.after(999).written()).isEmpty();
    assertThat(errand.after(1).written()).singleElement().asString().contains("'seq':1");
  }

  @Test
  void a_server_that_says_nothing_is_asked_and_then_left() {
    var errand = Errand.online();
    assertThat(errand.after(ConnectionState.QUIET_MS - 1).written()).isEmpty();
    assertThat(errand.after(1).written()).containsExactly("{'op':'ping','id':'ping'}");
    assertThat(errand.after(ConnectionState.PATIENCE_MS - 1).done).isEmpty();
    assertThat(errand.after(1).dialled()).containsExactly(Errand.OTHER);
  }

  @Test
  void a_server_that_has_a_message_and_says_nothing_is_left_sooner() {
    var errand = Errand.online().writes("shao", "one");
    assertThat(errand.after(ConnectionState.SENT_QUIET_MS - 1).done).isEmpty();
    assertThat(errand.after(1).written()).containsExactly("{'op':'ping','id':'ping'}");
    errand.after(0);
    assertThat(errand.after(ConnectionState.SENT_PATIENCE_MS - 1).done).isEmpty();
    assertThat(errand.after(1).dialled()).containsExactly(Errand.OTHER);
    errand.welcome(Errand.OTHER);
    assertThat(errand.sent()).singleElement().asString().contains("'seq':1", "'text':'one'");
  }

  @Test
  void a_server_that_answers_is_not_left() {
    var errand = Errand.online().after(ConnectionState.QUIET_MS).hears("{'ev':'pong','re':'ping'}");
    assertThat(errand.after(ConnectionState.QUIET_MS - 1).done).isEmpty();
  }

  @Test
  void a_closing_server_says_where_to_go_and_when() {
    var errand = Errand.online();
    errand.hears(
        "{'ev':'closing','code':'SHUTDOWN','text':'Bye.','server':'127.0.0.1:2222','afterMs':40}");
    assertThat(errand.done).contains(ClientOutput.HangUp.INSTANCE);
    assertThat(errand.after(39).dialled()).isEmpty();
    assertThat(errand.after(1).dialled()).containsExactly("127.0.0.1:2222");
  }

  @Test
  void a_client_whose_session_was_taken_over_does_not_fight_for_it() {
    var errand = Errand.online();
    errand.hears(
        "{'ev':'closing','code':'SESSION_REPLACED','text':'You logged in elsewhere.','afterMs':0}");
    assertThat(errand.chatClient.isOver()).isTrue();
    assertThat(errand.after(60_000).done).isEmpty();
  }

  @Test
  void lines_that_are_no_events_change_nothing() {
    var errand = Errand.online();
    for (var line :
        List.of(
            "",
            "Welcome to Parley.",
            "{",
            "[]",
            "{'ev':7}",
            "{'ev':'accepted','seq':9}",
            "{'ev':'who-knows'}",
            "{'re':'x'}")) assertThat(errand.hears(line).done).isEmpty();
    assertThat(errand.chatClient.isOnline()).isTrue();
  }

  @Test
  void the_users_of_the_last_conversations_are_watched_from_each_login_on() {
    var errand = Errand.online();
    assertThat(errand.written()).as("nobody is known").noneMatch(line -> line.contains("watch"));
    errand.hears(MESSAGE).writes("fu", "hello").accepts(1).lost().welcome(Errand.OTHER);
    assertThat(errand.written()).contains("{'op':'watch','id':'watch','names':['shao','fu']}");
    errand.hears("{'ev':'watched','re':'watch','online':['shao'],'offline':['fu']}");
    assertThat(errand.told())
        .containsExactly(new ClientEvent.Watched(List.of("shao"), List.of("fu")));
  }

  @Test
  void rooms_and_those_who_only_write_there_are_not_watched() {
    var errand = Errand.online().hears(IN_ROOM).writes("#tea", "hello").accepts(1);
    errand.lost().welcome(Errand.OTHER);
    assertThat(errand.written()).noneMatch(line -> line.contains("watch"));
  }

  @Test
  void as_many_are_watched_as_leave_room_for_new_chats_the_last_ones() {
    var history = new History();
    for (int i = 0; i <= WatchList.MAX_NAMES; i++)
      history.add(new StoredMessage("u" + i, true, "x", "m-" + i, "", ""));
    var names = new WatchList(history).names();
    assertThat(names).hasSize(WatchList.MAX_NAMES).doesNotContain("u0").endsWith("u200");
  }

  @Test
  void a_chat_that_is_opened_is_watched_and_a_server_that_knows_no_watching_is_no_matter() {
    var errand = Errand.online().does(c -> c.onLookedAt("shao"));
    assertThat(errand.written()).containsExactly("{'op':'watch','id':'watch','names':['shao']}");
    errand.hears("{'ev':'error','re':'watch','code':'UNKNOWN_OP','text':'Unknown.'}");
    assertThat(errand.done).isEmpty();
  }

  @Test
  void a_list_of_more_users_than_all_are_told_of_is_requested_again() {
    var refresh = "{'op':'list','id':'refresh'}";
    var errand = Errand.online();
    errand.hears("{'ev':'users','re':'refresh','online':['fang'],'more':199}");
    assertThat(errand.told()).containsExactly(new ClientEvent.Listed(List.of("fang"), 199, false));
    assertThat(errand.after(ChatClient.LIST_EVERY_MS).written()).doesNotContain(refresh);
    errand.hears("{'ev':'users','re':'refresh','online':['fang'],'more':200}");
    assertThat(errand.after(ChatClient.LIST_EVERY_MS - 1).written()).doesNotContain(refresh);
    errand.hears("{'ev':'pong','re':'ping'}");
    assertThat(errand.after(1).written()).contains(refresh);
    assertThat(errand.after(1).written()).doesNotContain(refresh);
  }
}
