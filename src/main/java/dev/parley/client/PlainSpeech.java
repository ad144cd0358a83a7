package dev.parley.client;

import java.util.List;
import java.util.Optional;

/**
 * Text: each line of the input is a message to one receiver, whatever it looks like, or without a
 * receiver a slash command; what arrives is written as {@code name: text}.
 */
final class PlainSpeech implements Speech {
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
    if (line.startsWith("/")) return dialogue.onTyped(line);
    return List.of(Act.Say.lines("Say to whom: --to NAME, or write /msg NAME TEXT."));
  }

  @Override
  public List<String> onHappening(Happening happening) {
    if (happening instanceof Happening.Received h) return List.of(Lines.received(h.letter()));
    if (happening instanceof Happening.Listed h) return h.online();
    if (happening instanceof Happening.StatusTold h) return Lines.status(h.status());
    return List.of();
  }
}
