package dev.parley.client.terminal;

import dev.parley.client.core.Draft;
import dev.parley.client.core.Happening;
import dev.parley.client.core.Letter;
import dev.parley.client.core.Lines;
import dev.parley.session.dialect.text.TextPhrases;
import dev.parley.session.dialect.text.TextSafety;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * What happens, above the line that the user is typing, which stays as it is; a status line below
 * it. Methods may be called from any thread; those that print throw {@link IllegalStateException}
 * when the terminal takes nothing any more.
 */
public final class TerminalScreen {
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle FAINT = PLAIN.faint();
  private static final AttributedStyle WARNING = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final int[] NAME_COLOURS = {
    AttributedStyle.CYAN, AttributedStyle.GREEN, AttributedStyle.MAGENTA, AttributedStyle.BLUE
  };

  private final Terminal terminal;
  private final ScreenReader reader;
  // Touched only while nothing else is drawn.
  private final Transcript transcript = new Transcript();
  // Read while the user types, when nothing may wait for the screen.
  private final ConcurrentSkipListSet<String> online =
      new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);
  private String connection = "not connected"; // or the user's name
  private String server = ""; // empty where there is none
  private String leader = "";
  private int waiting;

  public TerminalScreen(Terminal terminal, ScreenReader reader) {
    this.terminal = terminal;
    this.reader = reader;
    reader.drawAbove(transcript::lastRows);
    showStatus();
  }

  /** The screen was cleared by the user. */
  void cleared() {
    reader.draw(transcript::forget);
  }

  /** Who is online, as far as is known. Waits for nobody. */
  Set<String> online() {
    return online;
  }

  // What happens.

  public void onHappening(Happening happening, int nowWaiting) {
    reader.draw(
        () -> {
          waiting = nowWaiting;
          show(happening);
          showStatus();
        });
    // What was not shown must not be acknowledged: an exception ends the program before that.
    if (terminal.writer().checkError())
      throw new IllegalStateException("the terminal takes no output any more");
  }

  private void show(Happening happening) {
    if (happening instanceof Happening.Connected h) onConnected(h);
    else if (happening instanceof Happening.Disconnected) apart("looking for a server");
    else if (happening instanceof Happening.NobodyAnswers)
      apart("no server answers, still looking");
    else if (happening instanceof Happening.Came h) onCame(h.name());
    else if (happening instanceof Happening.Went h) onWent(h.name());
    else if (happening instanceof Happening.UnreadBegins) system(TextPhrases.UNREAD_BEGIN.strip());
    else if (happening instanceof Happening.UnreadEnds) system(TextPhrases.UNREAD_END.strip());
    else if (happening instanceof Happening.Received h) received(h.letter());
    else if (happening instanceof Happening.Written h) written(h.draft());
    else if (happening instanceof Happening.Accepted h) onAccepted(h);
    else if (happening instanceof Happening.Delivered h) mark(h.msg(), Lines.SEEN);
    else if (happening instanceof Happening.Returned h) onReturned(h);
    else if (happening instanceof Happening.Refused h) onRefused(h);
    else if (happening instanceof Happening.Listed h) onListed(h.online());
    else if (happening instanceof Happening.StatusTold h) onStatus(h);
    else if (happening instanceof Happening.PasswordChanged) system("Your password is changed.");
    else if (happening instanceof Happening.CredentialsRefused h) onRefused(h);
    else if (happening instanceof Happening.Told h) warn(h.sentence());
  }

  private void onConnected(Happening.Connected h) {
    connection = TextSafety.safe(h.name());
    server = TextSafety.safe(h.server());
    leader = leader(h.leader());
    if (h.isFirst()) system("Welcome, " + connection + ". You are at " + server + ".");
  }

  private static String leader(String server) {
    return server.isEmpty() ? "not elected yet" : TextSafety.safe(server);
  }

  private void apart(String reason) {
    connection = reason;
    server = "";
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
    mark(key, h.isReturned() ? Lines.FAILED : Lines.ACCEPTED);
    transcript.rename(key, h.letter().msg());
  }

  private void onReturned(Happening.Returned h) {
    mark(h.msg(), Lines.FAILED);
    warn(h.sentence());
  }

  private void onRefused(Happening.Refused h) {
    mark(key(h.draft()), Lines.FAILED);
    warn("Your message to " + h.draft().to() + " was not sent: " + h.reason());
  }

  private void onRefused(Happening.CredentialsRefused h) {
    apart("not logged in");
    if (!h.reason().isEmpty()) warn(h.reason());
  }

  private void onListed(List<String> names) {
    online.clear();
    online.addAll(names);
  }

  /** Everybody who is online, as far as is known. */
  void showOnline() {
    if (online.isEmpty()) system(TextPhrases.NOBODY_ONLINE.strip());
    for (var name : online) system("User: " + TextSafety.safe(name));
  }

  private void onStatus(Happening.StatusTold h) {
    leader = leader(h.status().path("leader").asText(""));
  }

  // Lines.

  /** A line of the client's own. */
  void system(String line) {
    print("", new AttributedString(line, FAINT));
  }

  /** A line of the client's own that the user should not miss. */
  void warn(String sentence) {
    print("", new AttributedString(TextSafety.safe(sentence), WARNING));
  }

  void say(List<String> lines) {
    for (var line : lines) print("", new AttributedString(line));
  }

  /** Says whether a message is on the screen, as far as is known. */
  boolean shows(String msg) {
    var shown = new AtomicBoolean();
    reader.draw(() -> shown.set(rowsAbove(msg).isPresent()));
    return shown.get();
  }

  private OptionalInt rowsAbove(String key) {
    return transcript.rowsAbove(key, terminal.getSize().getColumns(), reader.rowsAbove());
  }

  /** A message of the past. */
  void recall(Letter letter, String mark) {
    var line = new AttributedStringBuilder();
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
  void written(Draft draft) {
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
    reader.draw(
        () -> {
          transcript.print(key, line);
          reader.printAbove(line);
        });
  }

  /** Writes over the mark of a line that is still on the screen. */
  private void mark(String key, String mark) {
    transcript.mark(key, mark);
    var rows = rowsAbove(key);
    if (rows.isEmpty()) return;
    int up = rows.getAsInt();
    var down = up > 1 ? "\033[" + (up - 1) + "B" : "";
    int column = Transcript.MARK_COLUMN + 1;
    // Ends below the last line, where the prompt is drawn again.
    reader.printAbove("\033[" + up + "A\033[" + column + "G" + mark + down + "\n");
  }

  private void showStatus() {
    reader.showFooter(
        status().stream().map(line -> new AttributedString(" " + line, PLAIN.inverse())).toList());
  }

  /** The status line, and shorter ones for narrow windows: what waits is the last to go. */
  private List<String> status() {
    var waits = waiting > 0 ? " · " + Lines.waiting(waiting) : "";
    if (server.isEmpty()) return List.of(connection + waits);
    var rest = " · " + online.size() + " online" + waits;
    var at = connection + " at " + server;
    return List.of(at + " · leader " + leader + rest, at + rest, connection + rest);
  }
}
