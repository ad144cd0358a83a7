package dev.parley.client.terminal;

import dev.parley.client.core.ClientSlashCommand;
import dev.parley.client.core.ClientSlashCommand.Place;
import dev.parley.client.core.InputInterpreter;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Reference;
import org.jline.reader.Widget;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** The user's input: a line with completion and history, or a secret. */
public final class LineInput {
  /**
   * Pending input is seen within milliseconds, also on a busy machine; each start takes as long.
   */
  private static final long AHEAD_PATIENCE_MS = 50;

  private final Terminal terminal;
  private final LockedLineReader reader;
  private InputInterpreter interpreter = InputInterpreter.atMenu();
  private Supplier<? extends Collection<String>> names = List::of;
  private boolean isAhead = true;

  public LineInput(Terminal terminal) {
    this.terminal = terminal;
    var parser = new DefaultParser();
    // A line is text, not a command of a shell: it may hold one apostrophe.
    parser.setQuoteChars(new char[0]);
    parser.setEscapeChars(new char[0]);
    reader = new LockedLineReader(terminal);
    reader.setParser(parser);
    reader.setCompleter(this::complete);
    reader.setOpt(LineReader.Option.ERASE_LINE_ON_FINISH);
    reader.setOpt(LineReader.Option.DISABLE_EVENT_EXPANSION);
  }

  public void begin(InputInterpreter opened) {
    interpreter = opened;
  }

  /** {@code known}: the names to choose from when one is typed. */
  void completeNames(Supplier<? extends Collection<String>> known) {
    names = known;
  }

  /** {@code cleared} runs when the user clears the screen. */
  void onCleared(Runnable cleared) {
    var clear = Objects.requireNonNull(reader.getBuiltinWidgets().get(LineReader.CLEAR_SCREEN));
    var keys = Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN));
    Widget both =
        () -> {
          cleared.run();
          return clear.apply();
        };
    reader.getWidgets().put("parley-clear", both);
    keys.bind(new Reference("parley-clear"), KeyMap.ctrl('L'));
  }

  Terminal terminal() {
    return terminal;
  }

  public LockedLineReader reader() {
    return reader;
  }

  public InputInterpreter interpreter() {
    return interpreter;
  }

  /** The next line of the conversation; it has begun with this already. */
  public String next(String begun) {
    return reader.readLine(prompt(), null, (Character) null, begun);
  }

  private String prompt() {
    var prompt = interpreter.peer().map(name -> name + "> ").orElse("> ");
    return new AttributedString(prompt, AttributedStyle.DEFAULT.bold()).toAnsi(terminal);
  }

  /**
   * Returns true if the next line was begun before the client had asked for anything, and so
   * without an echo: it may be a password, and is not shown, whatever is asked. Once all such input
   * has been read, no later line counts as such.
   */
  boolean isAhead() {
    isAhead = isAhead && hasInput();
    return isAhead;
  }

  private boolean hasInput() {
    var attributes = terminal.enterRawMode(); // or half a line is not seen
    try {
      return terminal.reader().peek(AHEAD_PATIENCE_MS) >= 0;
    } catch (IOException e) {
      return false; // the end of the input comes at the next question
    } finally {
      terminal.setAttributes(attributes);
    }
  }

  /** As {@link #next}, for a line that is {@link #isAhead}. */
  String nextHidden() {
    return secret(prompt());
  }

  /** The answer to a question, kept out of the history of the arrow keys. */
  public String line(String question) {
    return isAhead() ? secret(question) : unremembered(() -> reader.readLine(question));
  }

  /** As {@link #line}, and not shown. */
  String secret(String question) {
    return unremembered(() -> reader.readLine(question, '*'));
  }

  private String unremembered(Supplier<String> read) {
    reader.setVariable(LineReader.DISABLE_HISTORY, true);
    try {
      return read.get();
    } finally {
      reader.setVariable(LineReader.DISABLE_HISTORY, false);
    }
  }

  private void complete(LineReader from, ParsedLine line, List<Candidate> candidates) {
    int index = line.wordIndex();
    var first = line.words().isEmpty() ? "" : line.words().get(0);
    if (index == 0 && first.startsWith("/")) {
      for (var word : ClientSlashCommand.values()) candidates.add(new Candidate(word.text()));
      return;
    }
    var place = index == 0 ? firstPlace() : placeAt(index, line.words());
    var sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (var name : names.get()) if (place.takes(name)) sorted.add(name);
    for (var name : sorted) candidates.add(new Candidate(name));
  }

  private Place firstPlace() {
    return interpreter.expectsName() ? Place.NAME_OR_ROOM : Place.TEXT;
  }

  private static Place placeAt(int index, List<String> words) {
    return ClientSlashCommand.of(words.get(0))
        .map(word -> word.at(index, words.size() > 1 ? words.get(1) : ""))
        .orElse(Place.TEXT);
  }
}
