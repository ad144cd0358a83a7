package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "System", "Online", "Offline", "User", "Usage", "Parley", "NickServ", "chanserv", "Serv",
        "admin", "ROOT", "operator", "postmaster", "abuse", "0nline", "Systern", "adm1n", "r00t.",
        "N1ckServ_"
      })
  void are_the_words_of_the_servers_and_of_who_runs_them_however_they_are_written(String name) {
    assertThat(ReservedNames.isReserved(UserName.of(name))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fang", "user1", "users", "online2", "adminton", "server-7", "serva"})
  void are_no_others(String name) {
    assertThat(ReservedNames.isReserved(UserName.of(name))).isFalse();
  }
}
