package dev.parley.client;

import dev.parley.session.TextPhrases;
import dev.parley.session.TextSafety;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Status;

/**
 * What happens, above the line that the user is typing, which stays as it is; a status line below
 * it. Methods may be called from any thread.
 */
final class TerminalScreen {
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle FAINT = PLAIN.faint();
  private static final AttributedStyle WARNING = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final int[] NAME_COLOURS = {
    AttributedStyle.CYAN, AttributedStyle.GREEN, AttributedStyle.MAGENTA, AttributedStyle.BLUE
  };

  /** Column of the mark: after the time and a blank. */
  private static final int MARK_COLUMN = 7;

  private final Terminal terminal;
  private final ScreenReader reader;
  private final Optional<Status> status;
  private final Transcript transcript = new Transcript();
  // Read while the user types, when nothing may wait for the screen.
  private final ConcurrentSkipListSet<String> online =
      new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);
  private final AtomicBoolean isCleared = new AtomicBoolean();
  private Size size;
  private String connection = "not connected";
  private int waiting;

  TerminalScreen(Terminal terminal, ScreenReader reader) {
    this.terminal = terminal;
    this.reader = reader;
    // Null where the terminal cannot keep a line at its bottom.
    status = Optional.ofNullable(Status.getStatus(terminal));
    size = terminal.getSize();
    showStatus();
  }

  /** The screen was cleared by the user. Waits for nobody. */
  void cleared() {
    isCleared.set(true);
  }

  /** Who is online, as far as is known. Waits for nobody. */
  Set<String> online() {
    return online;
  }

  /** On a screen that was cleared, or has another size, nothing is where it was. */
  private void lookAtScreen() {
    var now = terminal.getSize();
    if (isCleared.getAndSet(false) || !now.equals(size)) transcript.forget();
    size = now;
  }

  // What happens.

  synchronized void onHappening(Happening happening, int nowWaiting) {
    waiting = nowWaiting;
    if (happening instanceof Happening.Connected h) onConnected(h);
    else if (happening instanceof Happening.Disconnected) connection = "looking for a server";
    else if (happening instanceof Happening.NobodyAnswers) onNobody();
    else if (happening instanceof Happening.Came h) onCame(h.name());
    else if (happening instanceof Happening.Went h) onWent(h.name());
    else if (happening instanceof Happening.UnreadBegins) system(TextPhrases.UNREAD_BEGIN.strip());
    else if (happening instanceof Happening.UnreadEnds) system(TextPhrases.UNREAD_END.strip());
    else if (happening instanceof Happening.Received h) received(h.letter());
    else if (happening instanceof Happening.Written h) written(h.draft());
    else if (happening instanceof Happening.Accepted h) onAccepted(h);
    else if (happening instanceof Happening.Delivered h) mark(h.msg(), Lines.SEEN);
    else if (happening instanceof Happening.Refused h) onRefused(h);
    else if (happening instanceof Happening.Listed h) onListed(h.online());
    else if (happening instanceof Happening.StatusTold h) onStatus(h);
    else if (happening instanceof Happening.PasswordChanged) system("Your password is changed.");
    else if (happening instanceof Happening.CredentialsRefused h) onRefused(h);
    else if (happening instanceof Happening.Told h) warn(h.sentence());
    showStatus();
  }

  private void onConnected(Happening.Connected h) {
    var name = TextSafety.safe(h.name());
    var server = TextSafety.safe(h.server());
    connection = name + " at " + server + " · leader " + leader(h.leader());
    if (h.isFirst()) system("Welcome, " + name + ". You are at " + server + ".");
  }

  private static String leader(String server) {
    return server.isEmpty() ? "not elected yet" : TextSafety.safe(server);
  }

  private void onNobody() {
    connection = "no server answers, still looking";
  }

  private void onCame(String name) {
    online.add(name);
    system("Online: " + TextSafety.safe(name));
  }

  private void onWent(String name) {
    online.remove(name);
    system("Offline: " + TextSafety.safe(name));
  }

  private void onAccepted(Happening.Accepted h) {
    var key = key(h.draft());
    mark(key, Lines.ACCEPTED);
    transcript.rename(key, h.letter().msg());
  }

  private void onRefused(Happening.Refused h) {
    warn("Your message to " + h.draft().to() + " was not sent: " + h.reason());
  }

  private void onRefused(Happening.CredentialsRefused h) {
    connection = "not logged in";
    if (!h.reason().isEmpty()) warn(h.reason());
  }

  private void onListed(List<String> names) {
    online.clear();
    online.addAll(names);
  }

  /** Everybody who is online, as far as is known. */
  synchronized void showOnline() {
    if (online.isEmpty()) system(TextPhrases.NOBODY_ONLINE.strip());
    for (var name : online) system("User: " + TextSafety.safe(name));
  }

  private void onStatus(Happening.StatusTold h) {
    var leader = h.status().path("leader").asText("");
    int at = connection.indexOf(" · leader ");
    if (at > 0) connection = connection.substring(0, at) + " · leader " + leader(leader);
  }

  // Lines.

  /** A line of the client's own. */
  synchronized void system(String line) {
    print("", new AttributedString(line, FAINT));
  }

  /** A line of the client's own that the user should not miss. */
  synchronized void warn(String sentence) {
    print("", new AttributedString(TextSafety.safe(sentence), WARNING));
  }

  synchronized void say(List<String> lines) {
    for (var line : lines) print("", new AttributedString(line));
  }

  /** Says whether a message is on the screen, as far as is known. */
  synchronized boolean shows(String msg) {
    lookAtScreen();
    return transcript.rowsAbove(msg, size.getRows()).isPresent();
  }

  /** A message of the past. */
  synchronized void recall(Letter letter, boolean isSeen) {
    var line = new AttributedStringBuilder();
    var mark = letter.own() ? (isSeen ? Lines.SEEN : Lines.ACCEPTED) : "  ";
    var said = Lines.shown(letter.text());
    var text = (letter.own() ? "→ " : "") + TextSafety.safe(letter.peer()) + ": " + said;
    line.styled(FAINT, Lines.clock(letter.sentAt()) + " " + mark + " " + text);
    print(letter.msg(), line.toAttributedString());
  }

  private void received(Letter letter) {
    var line = new AttributedStringBuilder();
    line.styled(FAINT, Lines.clock(letter.sentAt()) + "    ");
    line.styled(colour(letter.peer()).bold(), TextSafety.safe(letter.peer()));
    line.append(": ").append(Lines.shown(letter.text()));
    print(letter.msg(), line.toAttributedString());
  }

  /** One of the user's own that waits to be accepted. */
  synchronized void written(Draft draft) {
    var line = new AttributedStringBuilder();
    line.styled(FAINT, Lines.clock(draft.writtenAt()) + " " + Lines.WAITS + " → ");
    line.styled(colour(draft.to()), draft.to());
    line.append(": ").append(Lines.shown(draft.text()));
    print(key(draft), line.toAttributedString());
  }

  private static String key(Draft draft) {
    return "draft " + draft.number();
  }

  private static AttributedStyle colour(String name) {
    int index = Math.floorMod(name.toLowerCase(Locale.ROOT).hashCode(), 4);
    return PLAIN.foreground(NAME_COLOURS[index]);
  }

  private void print(String key, AttributedString line) {
    lookAtScreen();
    transcript.print(key, line.columnLength(), size.getColumns());
    reader.printAbove(line);
  }

  /** Writes over the mark of a line that is still on the screen. */
  private void mark(String key, String mark) {
    lookAtScreen();
    var rows = transcript.rowsAbove(key, size.getRows() - typedRows());
    if (rows.isEmpty()) return;
    int up = rows.getAsInt();
    var down = up > 1 ? "\033[" + (up - 1) + "B" : "";
    // Ends below the last line, where the prompt is drawn again.
    reader.printAbove("\033[" + up + "A\033[" + MARK_COLUMN + "G" + mark + down + "\n");
  }

  /** Of the line that is being typed, beyond its first. */
  private int typedRows() {
    return reader.getBuffer().length() / Math.max(1, size.getColumns());
  }

  private void showStatus() {
    if (status.isEmpty()) return;
    var line = new AttributedStringBuilder();
    line.append(" ").append(connection);
    if (connection.contains("leader")) line.append(" · " + online.size() + " online");
    if (waiting > 0) line.append(" · " + Lines.waiting(waiting));
    reader.draw(() -> status.get().update(List.of(inverse(line.toAttributedString()))));
  }

  private AttributedString inverse(AttributedString text) {
    int width = Math.max(1, terminal.getSize().getColumns());
    var cut = text.columnLength() > width ? text.columnSubSequence(0, width) : text;
    return new AttributedString(cut.toString(), PLAIN.inverse());
  }
}
