package dev.parley.client.pipe;

import dev.parley.client.core.Act;
import dev.parley.client.core.Dialogue;
import dev.parley.client.core.Happening;
import dev.parley.client.core.Lines;
import dev.parley.client.core.Word;
import java.util.List;
import java.util.Optional;

/**
 * Text: each line of the input is a message to one receiver, whatever it looks like, or without a
 * receiver a slash command; what arrives is written as {@code name: text}.
 */
final class PlainSpeech implements Speech {
  private static final String ONLY_THESE =
      "Without a terminal there are /msg NAME TEXT, /list and /status only.";
  private static final String TO_WHOM =
      "Say to whom: start it with --to NAME, or write /msg NAME TEXT.";

  private final Optional<String> to;
  private final Dialogue dialogue = Dialogue.atMenu();

  PlainSpeech(Optional<String> to) {
    this.to = to;
  }

  @Override
  public List<Act> onInput(String line) {
    return to.map(name -> Dialogue.send(name, line)).orElseGet(() -> onCommand(line));
  }

  private List<Act> onCommand(String line) {
    if (line.isBlank()) return List.of();
    var word = Word.of(line.strip().split("\\s+", 2)[0]);
    if (word.filter(PlainSpeech::isForPipes).isPresent()) return dialogue.onTyped(line);
    return List.of(Act.Say.lines(word.isPresent() ? ONLY_THESE : TO_WHOM));
  }

  private static boolean isForPipes(Word word) {
    return word == Word.MSG || word == Word.LIST || word == Word.STATUS;
  }

  @Override
  public boolean saysRefusals() {
    return false;
  }

  @Override
  public List<String> onHappening(Happening happening) {
    if (happening instanceof Happening.Received h) return List.of(Lines.received(h.letter()));
    if (happening instanceof Happening.Listed h) return Lines.safe(h.online());
    if (happening instanceof Happening.StatusTold h) return Lines.status(h.status());
    return List.of();
  }
}
