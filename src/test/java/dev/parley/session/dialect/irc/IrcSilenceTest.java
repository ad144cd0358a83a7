package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IrcSilenceTest extends IrcFixture {
  @Test
  void blocks_a_nick_or_its_mask_and_says_so() {
    logIn();
    for (var mask : List.of("+shao", "shao", "+Shao!*@*")) {
      types("SILENCE " + mask);
      var set = (ClientCommand.SetBlock) commands().get(0);
      assertThat(set.name()).isEqualTo(SHAO);
      assertThat(set.isBlocked()).isTrue();
      assertThat(hears(new ClientReply.BlockSet(set.id(), SHAO, true)))
          .isEqualTo(":fang!fang@parley SILENCE +shao!*@*\r\n");
    }
    types("SILENCE -shao");
    var set = (ClientCommand.SetBlock) commands().get(0);
    assertThat(set.isBlocked()).isFalse();
    assertThat(hears(new ClientReply.BlockSet(set.id(), SHAO, false)))
        .isEqualTo(":fang!fang@parley SILENCE -shao!*@*\r\n");
  }

  @Test
  void lists_the_nicks() {
    logIn();
    for (var line : List.of("SILENCE", "SILENCE Fang")) {
      types(line);
      var id = ((ClientCommand.ListBlocks) commands().get(0)).id();
      assertThat(hears(new ClientReply.BlocksListed(id, new TreeSet<>(List.of(SHAO)))))
          .isEqualTo(":parley 271 fang fang shao!*@*\r\n:parley 272 fang :End of SILENCE list\r\n");
    }
  }

  @Test
  void tells_a_full_list_from_a_nick_that_is_none_and_from_haste() {
    assertThat(refused(Refusal.of(Refusal.Code.RATE_LIMITED, "Full."))).contains(" 511 fang +shao");
    assertThat(refused(Refusal.retry(Refusal.Code.RATE_LIMITED, "Wait.", 1))).contains(" 263 fang");
    assertThat(refused(Refusal.of(Refusal.Code.NO_SUCH_USER, "Nobody."))).contains(" 401 fang");
    assertThat(refused(NO_ANSWER)).contains(" 263 fang");
  }

  private String refused(Refusal refusal) {
    var fixture = new IrcSilenceTest();
    fixture.logIn();
    fixture.types("SILENCE +shao");
    Optional<String> id = fixture.commands().get(0).id();
    return fixture.hears(new ClientReply.Refused(id, refusal));
  }

  @Test
  void a_mask_that_is_no_nick_is_refused() {
    logIn();
    assertThat(types("SILENCE +*!*@example.org")).contains(" 401 fang ");
    assertThat(commands()).isEmpty();
    assertThat(types("SILENCE +")).contains(" 401 fang ");
    assertThat(UserName.parse("*")).isEmpty();
  }

  @Test
  void says_at_the_welcome_how_many_it_takes() {
    types("PASS :secret horse", "NICK fang", "USER f 0 * :F");
    assertThat(hears(welcome())).contains(" SILENCE=1000 ");
  }
}
