package dev.parley.client.terminal;

import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.ScreenRooms;
import dev.parley.client.core.ScreenText;
import dev.parley.client.core.StoredMessage;
import dev.parley.client.core.UnsentMessage;
import dev.parley.session.dialect.TextSafety;
import dev.parley.session.dialect.text.TextPhrases;
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
import org.jspecify.annotations.Nullable;

/**
 * Shows events above the line that the user is typing, which stays as it is, and a status line
 * below it. Methods may be called from any thread; those that print throw {@link
 * IllegalStateException} when the terminal takes no output any more.
 */
public final class TerminalScreen {
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle FAINT = PLAIN.faint();
  private static final AttributedStyle WARNING = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final int[] NAME_COLOURS = {
    AttributedStyle.CYAN, AttributedStyle.GREEN, AttributedStyle.MAGENTA, AttributedStyle.BLUE
  };

  private final boolean isColoured;
  private final Terminal terminal;
  private final LockedLineReader reader;
  // Touched only while nothing else is drawn.
  private final ScreenRows screenRows = new ScreenRows();
  // Read while the user types, when nothing may wait for the screen.
  private final ConcurrentSkipListSet<String> online =
      new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);
  private volatile long unnamed; // users online whose names are not known
  private String connection = "not connected"; // or the user's name
  private String server = ""; // empty where there is none
  private String leader = "";
  private int waiting;

  public TerminalScreen(Terminal terminal, LockedLineReader reader) {
    this(terminal, reader, System.getenv("NO_COLOR"));
  }

  /** {@code noColor}: of the environment; if it says anything, nothing is coloured. */
  TerminalScreen(Terminal terminal, LockedLineReader reader, @Nullable String noColor) {
    this.terminal = terminal;
    this.reader = reader;
    isColoured = noColor == null || noColor.isEmpty();
    reader.drawAbove(screenRows::lastRows);
    showStatus();
  }

  /** The screen was cleared by the user. */
  void cleared() {
    reader.draw(screenRows::forget);
  }

  /** The users who are online, as far as is known. Does not wait. */
  Set<String> online() {
    return online;
  }

  // Events.

  public void onEvent(ClientEvent event, int nowWaiting) {
    reader.draw(
        () -> {
          waiting = nowWaiting;
          show(event);
          showStatus();
        });
    // A message that was not shown must not be acknowledged: an exception ends the program before
    // that.
    checkShown();
  }

  /** Throws if what was printed is not on the screen. */
  void checkShown() {
    if (terminal.writer().checkError())
      throw new IllegalStateException("the terminal takes no output any more");
  }

  private void show(ClientEvent event) {
    if (event instanceof ClientEvent.Connected h) onConnected(h);
    else if (event instanceof ClientEvent.Disconnected) apart("looking for a server");
    else if (event instanceof ClientEvent.NobodyAnswers) apart("no server answers, still looking");
    else if (event instanceof ClientEvent.Came h) onCame(h.name());
    else if (event instanceof ClientEvent.Went h) onWent(h.name());
    else if (event instanceof ClientEvent.UnreadBegins) system(TextPhrases.UNREAD_BEGIN.strip());
    else if (event instanceof ClientEvent.UnreadEnds) system(TextPhrases.UNREAD_END.strip());
    else if (event instanceof ClientEvent.Received h) received(h.message());
    else if (event instanceof ClientEvent.SentElsewhere h) sentElsewhere(h.message());
    else if (event instanceof ClientEvent.NotShown h) system(TextSafety.safe(h.sentence()));
    else if (event instanceof ClientEvent.Written h) written(h.draft());
    else if (event instanceof ClientEvent.Accepted h) onAccepted(h);
    else if (event instanceof ClientEvent.Delivered h) mark(h.msg(), ScreenText.SEEN);
    else if (event instanceof ClientEvent.Returned h) onReturned(h);
    else if (event instanceof ClientEvent.Refused h) onRefused(h);
    else if (event instanceof ClientEvent.Listed h) onListed(h.online(), h.more());
    else if (event instanceof ClientEvent.Watched h) onWatched(h);
    else if (event instanceof ClientEvent.StatusTold h) onStatus(h);
    else if (event instanceof ClientEvent.RoomHappened h)
      ScreenRooms.event(h).ifPresent(this::system);
    else if (isAboutBlocks(event)) ScreenText.blocks(event).forEach(this::system);
    else if (event instanceof ClientEvent.PasswordChanged) system("Your password is changed.");
    else if (event instanceof ClientEvent.CredentialsRefused h) onRefused(h);
    else if (event instanceof ClientEvent.Told h) warn(h.sentence());
  }

  static boolean isAboutBlocks(ClientEvent event) {
    return event instanceof ClientEvent.BlockSet || event instanceof ClientEvent.BlocksListed;
  }

  private void onConnected(ClientEvent.Connected h) {
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

  private void onAccepted(ClientEvent.Accepted h) {
    var key = key(h.draft());
    mark(key, h.isReturned() ? ScreenText.FAILED : ScreenText.ACCEPTED);
    screenRows.rename(key, h.message().msg());
  }

  private void onReturned(ClientEvent.Returned h) {
    mark(h.msg(), ScreenText.FAILED);
    warn(h.sentence());
  }

  private void onRefused(ClientEvent.Refused h) {
    mark(key(h.draft()), ScreenText.FAILED);
    warn("Your message to " + h.draft().to() + " was not sent: " + h.reason());
  }

  private void onRefused(ClientEvent.CredentialsRefused h) {
    apart("not logged in");
    if (!h.reason().isEmpty()) warn(h.reason());
  }

  /** Of more users than a server names it names the first: others stay as they were known. */
  private void onListed(List<String> names, long more) {
    boolean isAll = more == 0 || names.isEmpty();
    var last = isAll ? "" : names.get(names.size() - 1);
    if (isAll) online.clear();
    else online.headSet(last, true).clear();
    online.addAll(names);
    unnamed = isAll ? 0 : Math.max(0, more - online.tailSet(last, false).size());
  }

  private void onWatched(ClientEvent.Watched watched) {
    online.addAll(watched.online());
    watched.offline().forEach(online::remove);
  }

  /** All users who are online, as far as is known. */
  void showOnline() {
    if (online.isEmpty()) system(TextPhrases.NOBODY_ONLINE.strip());
    for (var name : online) system("User: " + TextSafety.safe(name));
    if (unnamed > 0) system("And " + unnamed + " more.");
  }

  private void onStatus(ClientEvent.StatusTold h) {
    leader = leader(h.status().path("leader").asText(""));
  }

  // Lines.

  /** A line of the client's own. */
  void system(String line) {
    print("", new AttributedString(line, FAINT));
  }

  /** A line of the client's own that the user should not miss. */
  void warn(String sentence) {
    var style = isColoured ? WARNING : PLAIN.bold();
    print("", new AttributedString(TextSafety.safe(sentence), style));
  }

  void say(List<String> lines) {
    for (var line : lines) print("", new AttributedString(line));
  }

  /** Returns true if a message is on the screen, as far as is known. */
  boolean shows(String msg) {
    var shown = new AtomicBoolean();
    reader.draw(() -> shown.set(rowsAbove(msg).isPresent()));
    return shown.get();
  }

  private OptionalInt rowsAbove(String key) {
    return screenRows.rowsAbove(key, terminal.getSize().getColumns(), reader.rowsAbove());
  }

  /** A message of the past. */
  void recall(StoredMessage message, String mark) {
    var line = new AttributedStringBuilder();
    var said = ScreenText.shown(message.text());
    var head =
        message.own()
            ? "→ " + TextSafety.safe(message.peer())
            : ScreenText.where(message) + ScreenText.author(message);
    line.styled(FAINT, ScreenText.clock(message.sentAt()) + " " + mark + " " + head + ": " + said);
    print(message.msg(), line.toAttributedString());
  }

  private void received(StoredMessage message) {
    var line = new AttributedStringBuilder();
    line.styled(FAINT, ScreenText.clock(message.sentAt()) + "    ");
    line.styled(colour(message.peer()), ScreenText.where(message));
    var author = ScreenText.author(message);
    line.styled(colour(author).bold(), author);
    line.append(": ").append(ScreenText.shown(message.text()));
    print(message.msg(), line.toAttributedString());
  }

  private void sentElsewhere(StoredMessage message) {
    var line = new AttributedStringBuilder();
    var marked = ScreenText.clock(message.sentAt()) + " " + ScreenText.ACCEPTED + " → ";
    line.styled(FAINT, marked);
    line.styled(colour(message.peer()), TextSafety.safe(message.peer()));
    line.append(": ").append(ScreenText.shown(message.text()));
    print(message.msg(), line.toAttributedString());
  }

  /** One of the user's own that waits to be accepted. */
  void written(UnsentMessage draft) {
    var line = new AttributedStringBuilder();
    line.styled(FAINT, ScreenText.clock(draft.writtenAt()) + " " + ScreenText.WAITS + " → ");
    line.styled(colour(draft.to()), draft.to());
    line.append(": ").append(ScreenText.shown(draft.text()));
    print(key(draft), line.toAttributedString());
  }

  private static String key(UnsentMessage draft) {
    return "draft " + draft.number();
  }

  private AttributedStyle colour(String name) {
    if (!isColoured) return PLAIN;
    int index = Math.floorMod(name.toLowerCase(Locale.ROOT).hashCode(), NAME_COLOURS.length);
    return PLAIN.foreground(NAME_COLOURS[index]);
  }

  private void print(String key, AttributedString line) {
    reader.draw(
        () -> {
          screenRows.print(key, line);
          reader.printAbove(line);
        });
  }

  /** Writes over the mark of a line that is still on the screen. */
  private void mark(String key, String mark) {
    screenRows.mark(key, mark);
    var rows = rowsAbove(key);
    if (rows.isEmpty()) return;
    int up = rows.getAsInt();
    var down = up > 1 ? "\033[" + (up - 1) + "B" : "";
    int column = ScreenRows.MARK_COLUMN + 1;
    // Ends below the last line, where the prompt is drawn again.
    reader.printAbove("\033[" + up + "A\033[" + column + "G" + mark + down + "\n");
  }

  private void showStatus() {
    reader.showFooter(
        status().stream().map(line -> new AttributedString(" " + line, PLAIN.inverse())).toList());
  }

  /**
   * The status line, and shorter ones for narrow windows: the number of waiting messages is the
   * last part to go.
   */
  private List<String> status() {
    var waits = waiting > 0 ? " · " + ScreenText.waiting(waiting) : "";
    if (server.isEmpty()) return List.of(connection + waits);
    var rest = " · " + (online.size() + unnamed) + " online" + waits;
    var at = connection + " at " + server;
    return List.of(at + " · leader " + leader + rest, at + rest, connection + rest);
  }
}
