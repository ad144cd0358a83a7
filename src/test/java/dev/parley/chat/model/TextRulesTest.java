package dev.parley.chat.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal.Code;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextRulesTest {
  @Test
  void allow_1_to_16384_bytes() {
    assertThat(TextRules.checkText("x")).isEmpty();
    assertThat(TextRules.checkText("x".repeat(16_384))).isEmpty();
    assertThat(code(TextRules.checkText(""))).isEqualTo(Code.TEXT_INVALID);
    assertThat(code(TextRules.checkText("x".repeat(16_385)))).isEqualTo(Code.TEXT_TOO_LONG);
  }

  @Test
  void count_bytes_of_utf8_and_not_characters() {
    assertThat(TextRules.checkText("\u5317".repeat(5_461))).isEmpty();
    assertThat(code(TextRules.checkText("\u5317".repeat(5_462)))).isEqualTo(Code.TEXT_TOO_LONG);
    assertThat(TextRules.checkText("\ud83d\ude00".repeat(4_096))).isEmpty();
    assertThat(code(TextRules.checkText("\ud83d\ude00".repeat(4_097))))
        .isEqualTo(Code.TEXT_TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(chars = {0, '\r', 0x1b, 0x7f, 0x80, 0x85, 0x9b, 0x9f})
  void refuse_control_characters(char control) {
    assertThat(code(TextRules.checkText("a" + control + "b"))).isEqualTo(Code.TEXT_INVALID);
  }

  @Test
  void allow_up_to_200_lines() {
    assertThat(TextRules.checkText("two\nlines")).isEmpty();
    assertThat(TextRules.checkText("\n".repeat(199))).isEmpty();
    assertThat(code(TextRules.checkText("\n".repeat(200)))).isEqualTo(Code.TEXT_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\tb", " ", "\u00a0", "\u0645\u0631\u062d\u0628\u0627", "\ud83d\ude00"})
  void allow_tabs_blanks_and_every_script(String text) {
    assertThat(TextRules.checkText(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d"})
  void refuse_half_a_character(String text) {
    assertThat(code(TextRules.checkText(text))).isEqualTo(Code.TEXT_INVALID);
  }

  @Test
  void allow_passwords_of_8_to_128_characters() {
    assertThat(code(TextRules.checkPassword("x".repeat(7)))).isEqualTo(Code.PASSWORD_INVALID);
    assertThat(TextRules.checkPassword("x".repeat(8))).isEmpty();
    assertThat(TextRules.checkPassword("x".repeat(128))).isEmpty();
    assertThat(code(TextRules.checkPassword("x".repeat(129)))).isEqualTo(Code.PASSWORD_INVALID);
    assertThat(TextRules.checkPassword("\ud83d\ude00".repeat(8))).isEmpty();
    assertThat(code(TextRules.checkPassword("\ud83d\ude00".repeat(7))))
        .isEqualTo(Code.PASSWORD_INVALID);
  }

  @Test
  void say_in_a_refusal_what_to_do_next() {
    assertThat(TextRules.checkText("x".repeat(20_000)).orElseThrow().text())
        .isEqualTo("The message is longer than 16384 bytes: send it in parts.");
    assertThat(TextRules.checkPassword("short").orElseThrow().text()).endsWith("choose another.");
    assertThat(TextRules.nameRefusal().text()).endsWith("choose another.");
  }

  private static Code code(Optional<Refusal> refusal) {
    return refusal.orElseThrow().code();
  }
}
