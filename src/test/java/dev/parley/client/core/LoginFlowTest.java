package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoginFlowTest {
  @Test
  void a_ticket_that_has_run_out_is_replaced_by_the_password() {
    var errand = Errand.online().lost().does(c -> c.onConnected(0));
    errand.hears(
        "{'ev':'error','re':'login','code':'BAD_CREDENTIALS','text':'The ticket is not valid.'}");
    assertThat(errand.written()).singleElement().asString().contains("'password':'correct horse'");
  }

  @Test
  void a_wrong_password_is_told_and_the_next_one_tried() {
    var errand = Errand.ofFang().start().does(c -> c.onConnected(0));
    errand.hears("{'ev':'error','re':'login','code':'BAD_CREDENTIALS','text':'Wrong.'}");
    assertThat(errand.told()).last().isInstanceOf(ClientEvent.CredentialsRefused.class);
    assertThat(errand.after(60_000).done).isEmpty();
    errand.does(c -> c.onPassword("another horse", false, errand.nowMs));
    assertThat(errand.dialled()).containsExactly(Errand.SERVER);
  }

  @Test
  void a_new_user_is_registered_and_then_logged_in() {
    var errand =
        new Errand(Profile.fresh("fang", "c"), new History(), List.of(Errand.SERVER)).start();
    assertThat(errand.told()).last().isInstanceOf(ClientEvent.CredentialsRefused.class);
    errand.does(c -> c.onPassword("correct horse", true, 0)).does(c -> c.onConnected(0));
    assertThat(errand.written()).last().asString().contains("'op':'register'");
    errand.hears("{'ev':'registered','re':'register','name':'fang'}");
    assertThat(errand.written()).singleElement().asString().contains("'op':'login'");
  }

  @Test
  void a_new_user_is_asked_for_an_invitation_and_registered_with_it() {
    var errand =
        new Errand(Profile.fresh("fang", "c"), new History(), List.of(Errand.SERVER)).start();
    errand.does(c -> c.onPassword("correct horse", true, 0)).does(c -> c.onConnected(0));
    for (var code : List.of("NEEDED", "WRONG")) {
      errand.hears("{'ev':'error','re':'register','code':'INVITE_" + code + "','text':'A code?'}");
      assertThat(errand.told())
          .last()
          .isEqualTo(new ClientEvent.CredentialsRefused("INVITE_" + code, "A code?"));
      errand.does(c -> c.onInvite("7KQM-2XWD", errand.nowMs)).does(c -> c.onConnected(0));
      assertThat(errand.written())
          .last()
          .asString()
          .contains("'op':'register'", "'password':'correct horse'", "'invite':'7KQM-2XWD'");
    }
    errand.hears("{'ev':'registered','re':'register','name':'fang'}");
    assertThat(errand.written()).singleElement().asString().contains("'op':'login'");
  }

  @Test
  void a_user_without_an_invitation_is_asked_for_a_password_again() {
    var errand =
        new Errand(Profile.fresh("fang", "c"), new History(), List.of(Errand.SERVER)).start();
    errand.does(c -> c.onPassword("correct horse", true, 0)).does(c -> c.onConnected(0));
    errand.hears("{'ev':'error','re':'register','code':'INVITE_NEEDED','text':'A code?'}");
    errand.does(c -> c.onInvite("", errand.nowMs));
    assertThat(errand.told()).last().isEqualTo(new ClientEvent.CredentialsRefused("NONE", ""));
  }

  @Test
  void a_login_that_must_wait_is_tried_again_after_the_servers_time() {
    var errand = Errand.ofFang().start().does(c -> c.onConnected(0));
    errand.hears(
        "{'ev':'error','re':'login','code':'UNAVAILABLE','text':'No leader.','retryAfterMs':700}");
    assertThat(errand.after(699).dialled()).isEmpty();
    assertThat(errand.after(1).dialled()).hasSize(1);
  }

  @Test
  void a_server_that_takes_the_connection_and_says_nothing_is_left_before_a_login_takes_long() {
    var errand = Errand.online().lost().does(c -> c.onConnected(0));
    assertThat(errand.written().get(0)).isEqualTo("{'op':'ping','id':'ping'}");
    assertThat(errand.after(ConnectionState.PATIENCE_MS - 1).done).isEmpty();
    assertThat(errand.after(1).dialled()).containsExactly(Errand.SERVER);
  }

  @Test
  void a_server_that_answers_may_take_its_time_to_check_a_password() {
    var errand = Errand.ofFang().start().does(c -> c.onConnected(0));
    errand.hears("{'ev':'pong','re':'ping'}");
    assertThat(errand.after(ConnectionState.LOGIN_PATIENCE_MS - 1).done).isEmpty();
    assertThat(errand.after(1).done).contains(ClientOutput.HangUp.INSTANCE);
  }

  @Test
  void an_empty_password_is_asked_for_again() {
    var errand =
        new Errand(Profile.fresh("fang", "c"), new History(), List.of(Errand.SERVER)).start();
    errand.does(c -> c.onPassword("", false, 0));
    assertThat(errand.told())
        .singleElement()
        .isEqualTo(new ClientEvent.CredentialsRefused("NONE", ""));
    assertThat(errand.dialled()).isEmpty();
  }

  @Test
  void a_password_typed_while_the_ticket_is_good_is_shown_after_it() {
    var errand = Errand.online().does(c -> c.onPassword("typed again", false, 0)).lost();
    errand.does(c -> c.onConnected(0));
    assertThat(errand.written()).last().asString().contains("'ticket':'t-1'");
    errand.hears("{'ev':'error','re':'login','code':'BAD_CREDENTIALS','text':'Run out.'}");
    assertThat(errand.written()).singleElement().asString().contains("'password':'typed again'");
  }

  @Test
  void a_new_password_and_its_ticket_count_from_the_moment_on_that_it_is_in_force() {
    var errand = Errand.online().does(c -> c.onPasswordChange("correct horse", "new horse"));
    assertThat(errand.written()).singleElement().asString().contains("'new':'new horse'");
    errand.hears("{'ev':'changed','re':'password','ticket':'t-2'}");
    assertThat(errand.saved().ticket()).isEqualTo("t-2");
    assertThat(errand.saved().password()).as("that was kept before").isEqualTo("new horse");
    errand.lost().does(c -> c.onConnected(0));
    assertThat(errand.written()).last().asString().contains("'ticket':'t-2'");
    errand.hears("{'ev':'error','re':'login','code':'BAD_CREDENTIALS','text':'Run out.'}");
    assertThat(errand.written()).singleElement().asString().contains("'password':'new horse'");
  }

  @Test
  void a_ticket_is_renewed_every_hour() {
    var errand = Errand.online();
    int asked = 0;
    for (long ms = 0; ms < CredentialState.RENEW_EVERY_MS + 5_000; ms += 1_000) {
      if (errand.after(1_000).written().contains("{'op':'renew','id':'renew'}")) {
        asked++;
        errand.hears("{'ev':'renewed','re':'renew','ticket':'t-9'}");
        assertThat(errand.saved().ticket()).isEqualTo("t-9");
      } else {
        errand.hears("{'ev':'pong','re':'ping'}");
      }
    }
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void a_server_that_cannot_renew_tickets_is_not_complained_of() {
    var errand = Errand.online();
    errand.hears("{'ev':'error','re':'renew','code':'UNKNOWN_OP','text':'Not known.'}");
    assertThat(errand.done).isEmpty();
  }

  @Test
  void a_registration_whose_answer_was_lost_is_followed_by_a_login() {
    var errand = registering();
    errand.lost().after(ServerRotation.FIRST_PAUSE_MS).does(c -> c.onConnected(errand.nowMs));
    errand.hears("{'ev':'error','re':'register','code':'NAME_TAKEN','text':'Taken.'}");
    assertThat(errand.written())
        .singleElement()
        .asString()
        .contains("'op':'login'", "'password':'correct horse'");
  }

  @Test
  void a_name_that_was_taken_before_is_not_logged_in_to() {
    var errand =
        registering().hears("{'ev':'error','re':'register','code':'NAME_TAKEN','text':'Taken.'}");
    assertThat(errand.told())
        .singleElement()
        .isEqualTo(new ClientEvent.CredentialsRefused("NAME_TAKEN", "Taken."));
  }

  private static Errand registering() {
    return new Errand(Profile.fresh("fang", "c"), new History(), List.of(Errand.SERVER))
        .start()
        .does(c -> c.onPassword("correct horse", true, 0))
        .does(c -> c.onConnected(0));
  }

  @Test
  void a_part_that_may_not_register_is_asked_again_and_the_user_told_once() {
    var errand = registering();
    int told = 0;
    for (int i = 0; i < 5; i++) {
      errand.hears(
          "{'ev':'error','re':'register','code':'NO_QUORUM','text':'A minority.','retryAfterMs':2000}");
      told += errand.told().size();
      assertThat(errand.after(1_999).dialled()).isEmpty();
      while (errand.dialled().isEmpty()) errand.after(50);
      errand.does(c -> c.onConnected(errand.nowMs));
    }
    assertThat(told).isEqualTo(1);
    assertThat(errand.written()).last().asString().contains("'op':'register'");
  }

  @Test
  void a_client_whose_numbers_were_used_for_something_else_takes_a_new_id() {
    var errand = Errand.online().writes("shao", "one");
    errand.hears("{'ev':'error','re':'send-1','code':'SEQ_REUSED','text':'Used.'}");
    assertRenewed(errand);
  }

  @Test
  void a_client_of_whom_the_servers_know_less_than_they_accepted_takes_a_new_id() {
    var errand = Errand.online().writes("shao", "one").accepts(1).writes("shao", "two");
    errand.hears("{'ev':'error','re':'send-2','code':'SEQ_GAP','text':'Gap.','expected':1}");
    assertRenewed(errand);
  }

  @Test
  void a_server_that_is_behind_is_given_time_for_a_message_that_it_may_have() {
    var errand = Errand.online().writes("shao", "one").accepts(1).writes("shao", "two").lost();
    errand.does(c -> c.onConnected(errand.nowMs));
    errand.hears(
        "{'ev':'welcome','re':'login','name':'fang','server':'127.0.0.1:1212','servers':[],'ticket':'t','nextSeq':1,'behind':true}");
    errand.hears("{'ev':'error','re':'send-2','code':'SEQ_GAP','text':'Gap.','expected':1}");
    assertThat(errand.after(MessageExchange.RETRY_MS).written())
        .singleElement()
        .asString()
        .contains("'seq':2", "'text':'two'");
  }

  @Test
  void a_client_that_remembers_too_little_of_what_it_sent_takes_a_new_id() {
    var errand = Errand.online().writes("shao", "one").lost().does(c -> c.onConnected(0));
    errand.hears(welcome(1 + MessageExchange.REMEMBERED));
    assertThat(errand.sent()).singleElement().asString().contains("'seq':1");
    errand.lost().does(c -> c.onConnected(0));
    errand.hears(welcome(2 + MessageExchange.REMEMBERED));
    assertRenewed(errand);
  }

  private static String welcome(long nextSeq) {
    return "{'ev':'welcome','re':'login','name':'fang','server':'%s','servers':['%s','%s'],'ticket':'t','nextSeq':%d}"
        .formatted(Errand.SERVER, Errand.SERVER, Errand.OTHER, nextSeq);
  }

  private static void assertRenewed(Errand errand) {
    assertThat(errand.saved().client()).isEqualTo("another-client");
    assertThat(errand.saved().nextSeq()).isEqualTo(1);
    assertThat(errand.dialled()).hasSize(1);
    errand.does(c -> c.onConnected(errand.nowMs));
    assertThat(errand.written()).last().asString().contains("'client':'another-client'");
  }

  @Test
  void a_message_that_was_read_before_its_sender_heard_of_it_is_marked_so_in_the_end() {
    var errand = Errand.online().writes("shao", "one").lost().welcome(Errand.OTHER);
    errand.hears("{'ev':'delivered','msg':'m-1','to':'shao'}");
    errand.accepts(1);
    assertThat(errand.told())
        .hasExactlyElementsOfTypes(ClientEvent.Accepted.class, ClientEvent.Delivered.class);
  }

  @Test
  void a_message_that_goes_to_nobody_is_told_with_the_servers_sentence() {
    var errand = Errand.online();
    errand.hears("{'ev':'returned','msg':'m-1','to':'shao','text':'Ask who that is.'}");
    assertThat(errand.told()).contains(new ClientEvent.Returned("m-1", "shao", "Ask who that is."));
  }
}
