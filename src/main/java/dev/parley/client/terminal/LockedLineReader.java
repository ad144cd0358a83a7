package dev.parley.client.terminal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * Reads lines from a terminal on which others draw meanwhile. The footer below the typed line
 * belongs to the reader's own drawing: so the terminal has no scroll region of ours that could be
 * wrong after its window has changed. Whenever the window changes, and when the process continues
 * after a stop, the whole screen is redrawn from memory: terminals differ in what they do with
 * their rows meanwhile.
 */
public final class LockedLineReader extends LineReaderImpl {
  /** Below that there is no room for a footer. */
  static final int MIN_ROWS_WITH_FOOTER = 4;

  private static final long LEAVE_PATIENCE_MS = 300;
  private static final String PASTE_MARKED = "\033[?2004h";

  /** The rows above the typed line. */
  interface Above {
    /**
     * The last rows, at most this many, each no wider than {@code columns}; the first is on top.
     */
    List<AttributedString> rows(int columns, int atMost);
  }

  private Above above = (columns, atMost) -> List.of();
  private List<AttributedString> footers = List.of();
  private int rowsSaved;
  private int mostTypedRows = 1; // since the screen was painted last

  LockedLineReader(Terminal terminal) {
    super(terminal, "parley", new HashMap<>()); // it puts variables of its own there
    terminal.handle(Signal.WINCH, this::handleSignal);
    terminal.handle(Signal.CONT, this::handleSignal);
    terminal.handle(Signal.TSTP, this::suspend);
  }

  /** {@code drawn} is asked while nothing else is drawn. */
  void drawAbove(Above drawn) {
    above = drawn;
  }

  /** Has {@code drawing} done while nothing else is drawn; it may draw again within. */
  void draw(Runnable drawing) {
    lock.lock();
    try {
      drawing.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Shows the first of these that fits into a row below the line that is typed, or cuts the last.
   */
  void showFooter(List<AttributedString> longestFirst) {
    draw(
        () -> {
          footers = longestFirst;
          if (reading) redisplay();
        });
  }

  /**
   * Removes the typed line and its footer from the screen permanently: for the end of a process
   * that the user did not ask for. Waits for at most a moment: a terminal may take no output.
   */
  public void leave() throws InterruptedException {
    if (!lock.tryLock(LEAVE_PATIENCE_MS, TimeUnit.MILLISECONDS)) return;
    try {
      if (!reading) return;
      reading = false; // nothing that is still to come draws the line again
      cleanup();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public AttributedString getDisplayedBufferWithPrompts(List<AttributedString> secondaryPrompts) {
    var line = super.getDisplayedBufferWithPrompts(secondaryPrompts);
    // A line that is finished goes, and its footer with it.
    var all = reading && hasFooter() ? withFooter(line) : line;
    mostTypedRows = Math.max(mostTypedRows, rows(all));
    return all;
  }

  private AttributedString withFooter(AttributedString line) {
    // The last column stays free: terminals differ in where the cursor is after it.
    int width = Math.max(1, size.getColumns() - 1);
    var footer =
        footers.stream()
            .filter(each -> each.columnLength() <= width)
            .findFirst()
            .orElseGet(() -> footers.get(footers.size() - 1).columnSubSequence(0, width));
    return new AttributedStringBuilder()
        .append(line)
        .append("\n")
        .append(footer)
        .toAttributedString();
  }

  private int rows(AttributedString drawn) {
    int columns = size.getColumns();
    return columns < 1 ? 1 : Math.max(1, drawn.columnSplitLength(columns, true, false).size());
  }

  private boolean hasFooter() {
    return !footers.isEmpty() && size.getRows() >= MIN_ROWS_WITH_FOOTER && canPaint();
  }

  private boolean canPaint() {
    return terminal.getStringCapability(Capability.cursor_address) != null
        && terminal.getStringCapability(Capability.clr_eol) != null;
  }

  /** The window has another size, or the process continues after a stop. */
  @Override
  protected void handleSignal(Signal signal) {
    draw(
        () -> {
          boolean wasAway = signal == Signal.CONT;
          if (wasAway && reading) terminal.enterRawMode(); // a shell has had the terminal
          if (canPaint()) paint(wasAway);
        });
  }

  /**
   * Ctrl-Z: stops all processes of this job, as the terminal itself would; without a shell that
   * could continue it nothing happens. Returns when the job continues.
   */
  private void suspend(Signal signal) {
    draw(
        () -> {
          if (reading) display.update(List.of(), 0, true);
        });
    terminal.handle(Signal.TSTP, SignalHandler.SIG_DFL);
    try {
      var unused = new ProcessBuilder("kill", "-s", "TSTP", "0").start().waitFor();
    } catch (IOException e) {
      // Then it is not stopped: there is no other way to have a job stopped.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    terminal.handle(Signal.TSTP, this::suspend);
    draw(
        () -> {
          if (reading) redisplay();
        });
  }

  /** {@code wasAway}: other programs have drawn, and their output must not be lost. */
  private void paint(boolean wasAway) {
    size = terminal.getSize();
    int height = size.getRows();
    if (height < 1 || size.getColumns() < 1) return;
    mostTypedRows = 1; // the cursor stands in a row of its own, also when nothing is typed
    if (reading) mostTypedRows = Math.min(typedRows(), height);
    var rows = above.rows(size.getColumns(), height - mostTypedRows);
    var out = new StringBuilder("\033[m\033[r"); // no colour, no scroll region
    boolean isFull = rows.size() + mostTypedRows >= height;
    if (wasAway || (!isFull && height > rowsSaved)) save(out, height);
    out.append("\033[H");
    for (var row : rows) out.append("\033[2K").append(row.toAnsi(terminal)).append("\r\n");
    out.append("\033[J");
    terminal.writer().append(out);
    if (reading) drawTyped();
    terminal.flush();
  }

  /** Moves the contents of the screen, which may be a shell's, into the terminal's scrollback. */
  private void save(StringBuilder out, int height) {
    out.append("\033[").append(height).append(";1H").append("\n".repeat(height));
    rowsSaved = Math.max(rowsSaved, height);
  }

  private int typedRows() {
    return rows(getDisplayedBufferWithPrompts(new ArrayList<>()));
  }

  private void drawTyped() {
    terminal.puts(Capability.keypad_xmit);
    if (isSet(Option.BRACKETED_PASTE)) terminal.writer().write(PASTE_MARKED);
    display = new Display(terminal, false); // begins where the cursor is
    display.resize(size);
    redisplay(false);
  }

  /**
   * The number of rows above the typed line that are certainly on the screen, if that many were
   * printed.
   */
  int rowsAbove() {
    return terminal.getSize().getRows() - mostTypedRows;
  }
}
