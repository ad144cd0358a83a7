package dev.parley.client.core;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.session.dialect.text.TextPhrases;
import java.util.List;
import java.util.Optional;

/**
 * The meaning of typed lines: the original system's menu, chats, and slash commands that work
 * everywhere.
 */
public final class InputInterpreter {
  /** How many messages of a conversation are shown when it is opened. */
  public static final int RECALLED = 10;

  /** The largest number of messages that /history shows. */
  static final int MAX_RECALLED = 1_000;

  private static final String END_OF_CHAT = "quit";

  private enum State {
    MENU,
    WHOM,
    CHAT
  }

  private State state;
  private String peer = "";

  private InputInterpreter(State state, String peer) {
    this.state = state;
    this.peer = peer;
  }

  /** With the menu open. */
  public static InputInterpreter atMenu() {
    return new InputInterpreter(State.MENU, "");
  }

  /** In a chat, if {@code peer} is there. */
  public static InputInterpreter with(Optional<String> peer) {
    return peer.map(name -> new InputInterpreter(State.CHAT, name))
        .orElseGet(InputInterpreter::atMenu);
  }

  /** The one that the chat is with, if there is a chat. */
  public Optional<String> peer() {
    return state == State.CHAT ? Optional.of(peer) : Optional.empty();
  }

  /** Returns true if a typed line is a name. */
  public boolean expectsName() {
    return state == State.WHOM;
  }

  /** Returns true if a line is for the client alone, and no message: an option, a command. */
  public boolean isCommand(String line) {
    boolean isSlash = ClientSlashCommand.of(line.strip().split("\\s+", 2)[0]).isPresent();
    return isSlash || (state == State.MENU && line.strip().matches("#?[1234]"));
  }

  public static List<String> menu() {
    return List.of(TextPhrases.MENU.split("\r\n"));
  }

  public List<UserAction> onTyped(String line) {
    if (line.startsWith("/") && !line.startsWith("//")) return onSlash(line.strip());
    return switch (state) {
      case MENU -> onOption(line.strip());
      case WHOM -> onWhom(line.strip());
      case CHAT -> onChatLine(line);
    };
  }

  private List<UserAction> onOption(String option) {
    switch (option.startsWith("#") ? option.substring(1) : option) {
      case "" -> {
        return List.of();
      }
      case "1" -> {
        state = State.WHOM;
        return List.of(
            new UserAction.Ask(Requests.plain("list")), UserAction.Special.SHOW_ROOMS, whom());
      }
      case "2" -> {
        state = State.WHOM;
        return List.of(whom());
      }
      case "3" -> {
        return List.of(UserAction.Special.QUIT);
      }
      case "4" -> {
        return List.of(new UserAction.AskRooms(Requests.rooms(true)));
      }
      default -> {
        return List.of(UserAction.Say.lines(TextPhrases.NO_SUCH_OPTION.strip()));
      }
    }
  }

  private static UserAction whom() {
    return UserAction.Say.lines(
        "Whom do you want to chat with? Type a name, or just press Enter for the menu.");
  }

  private List<UserAction> onWhom(String name) {
    if (name.isEmpty() || name.equals(END_OF_CHAT)) return toMenu();
    return chat(name);
  }

  private List<UserAction> toMenu() {
    state = State.MENU;
    return List.of(new UserAction.Say(menu()));
  }

  private List<UserAction> chat(String text) {
    return receiver(text)
        .map(this::open)
        .orElseGet(() -> List.of(UserAction.Say.lines(receiverRefusal(text).text())));
  }

  /** A user or a room, in its own spelling; nothing if the text is neither. */
  public static Optional<String> receiver(String text) {
    return RoomName.isMarked(text)
        ? RoomName.parse(text).map(RoomName::spelling)
        : UserName.parse(text).map(UserName::spelling);
  }

  /** The refusal of a text that is no {@link #receiver}. */
  public static Refusal receiverRefusal(String text) {
    return RoomName.isMarked(text) ? TextRules.roomNameRefusal() : TextRules.nameRefusal();
  }

  private List<UserAction> open(String name) {
    state = State.CHAT;
    peer = name;
    return List.of(
        UserAction.Say.lines(chattingWith(name)), new UserAction.Recall(peer, RECALLED, false));
  }

  /** That a chat with a user, or in a room, has begun. */
  public static String chattingWith(String name) {
    return "You are chatting " + (RoomName.isMarked(name) ? "in " : "with ") + name;
  }

  /** What the user wanted of a room is so: they chat in one that they have made or joined. */
  public List<UserAction> onDone(ClientEvent.RoomDone done) {
    if (done.op().equals("room-create") || done.op().equals("room-join")) return open(done.room());
    var said = new UserAction.Say(ScreenRooms.done(done));
    boolean isGone = done.op().equals("room-leave") || done.op().equals("room-close");
    if (!isGone || !chatRoom().equals(RoomName.parse(done.room()))) return List.of(said);
    state = State.MENU;
    return List.of(said, new UserAction.Say(menu()));
  }

  private Optional<RoomName> chatRoom() {
    return peer().flatMap(RoomName::parse);
  }

  private List<UserAction> onChatLine(String line) {
    if (line.strip().equals(END_OF_CHAT)) {
      state = State.MENU;
      return List.of(
          UserAction.Say.lines(TextPhrases.CHAT_END.strip()), new UserAction.Say(menu()));
    }
    return send(peer, line.startsWith("//") ? line.substring(1) : line);
  }

  /** Nothing for a blank text, and the reason for one that no server would take. */
  public static List<UserAction> send(String to, String text) {
    return text.isBlank() ? List.of() : List.of(send(to, text, ""));
  }

  /** {@code ref}: the name that the user's program gave the message. */
  public static UserAction send(String to, String text, String ref) {
    return TextRules.checkText(text)
        .<UserAction>map(
            refusal ->
                new UserAction.Reject(new UnsentMessage(0, to, text, "", ref), refusal.text()))
        .orElseGet(() -> new UserAction.Send(to, text, ref));
  }

  private List<UserAction> onSlash(String line) {
    var words = line.split("\\s+", 3);
    var rest = line.split("\\s+", 2);
    var word = ClientSlashCommand.of(words[0]);
    if (word.isEmpty()) {
      return List.of(
          UserAction.Say.lines(
              "Unknown command: type /help for the list. To send a line that begins with /, "
                  + "type // instead."));
    }
    return switch (word.get()) {
      case LIST -> List.of(new UserAction.Ask(Requests.plain("list")));
      case MSG -> onMsg(words);
      case CHAT -> words.length < 2 ? usage(ClientSlashCommand.CHAT) : chat(words[1]);
      case ROOMS, CREATE, JOIN, INVITE, MEMBERS, LEAVE, TOPIC, REMOVE, ROLE, CLOSE ->
          onRoom(word.get(), rest.length < 2 ? "" : rest[1]);
      case HISTORY -> onHistory(words);
      case BLOCK, UNBLOCK -> onSetBlock(word.get(), words);
      case BLOCKS -> List.of(new UserAction.Ask(Requests.plain("blocks")));
      case STATUS -> List.of(new UserAction.Ask(Requests.plain("status")));
      case WAITING -> List.of(UserAction.Special.SHOW_WAITING);
      case PASSWORD -> List.of(UserAction.Special.CHANGE_PASSWORD);
      case LOGIN -> List.of(UserAction.Special.LOG_IN_AGAIN);
      case SESSIONS -> List.of(new UserAction.Ask(Requests.plain("sessions")));
      case DEVICES -> List.of(new UserAction.Ask(Requests.plain("devices")));
      case END ->
          words.length == 2
              ? List.of(new UserAction.Ask(Requests.endDevice(words[1])))
              : List.of(UserAction.Say.lines("Usage: /end DEVICE. /devices lists them."));
      case LOGOUT -> onLogOut(words);
      case HELP -> onHelp(words);
      case QUIT -> List.of(UserAction.Special.QUIT);
    };
  }

  private static List<UserAction> onHelp(String[] words) {
    boolean isAboutRooms = words.length > 1 && words[1].equalsIgnoreCase("rooms");
    return List.of(
        new UserAction.Say(
            isAboutRooms
                ? ClientSlashCommand.helpLinesAboutRooms()
                : ClientSlashCommand.helpLines()));
  }

  private List<UserAction> onRoom(ClientSlashCommand word, String rest) {
    return RoomCommands.request(word, rest, chatRoom())
        .<List<UserAction>>map(request -> List.of(new UserAction.AskRooms(request)))
        .orElseGet(() -> usage(word));
  }

  private static List<UserAction> onLogOut(String[] words) {
    if (words.length == 1) return List.of(new UserAction.Ask(Requests.logOut(false)));
    if (words.length == 2 && words[1].equalsIgnoreCase("all"))
      return List.of(new UserAction.Ask(Requests.logOut(true)));
    return List.of(
        UserAction.Say.lines(
            "Usage: /logout ends this client's login, /logout all also your logins elsewhere."));
  }

  private static List<UserAction> onMsg(String[] words) {
    var name = words.length < 3 ? Optional.<String>empty() : receiver(words[1]);
    return name.isEmpty() ? usage(ClientSlashCommand.MSG) : send(name.get(), words[2]);
  }

  private static List<UserAction> onSetBlock(ClientSlashCommand word, String[] words) {
    var name = words.length < 2 ? Optional.<UserName>empty() : UserName.parse(words[1]);
    if (name.isEmpty()) return usage(word);
    boolean isBlocked = word == ClientSlashCommand.BLOCK;
    return List.of(new UserAction.Ask(Requests.setBlock(name.get().spelling(), isBlocked)));
  }

  private List<UserAction> onHistory(String[] words) {
    boolean isNamed = words.length > 1 && !words[1].matches("\\d{1,4}");
    if (!isNamed && state != State.CHAT) return usage(ClientSlashCommand.HISTORY);
    var whom = isNamed ? words[1] : peer;
    int given = isNamed ? 2 : 1;
    boolean isCounted = words.length > given && words[given].matches("\\d{1,4}");
    int count = isCounted ? Integer.parseInt(words[given]) : 2 * RECALLED;
    return List.of(new UserAction.Recall(whom, Math.min(count, MAX_RECALLED), true));
  }

  private static List<UserAction> usage(ClientSlashCommand word) {
    var names =
        word.isAboutRooms()
            ? ". A room is named like a user, after a #."
            : ". A name has 1 to 32 of A-Z a-z 0-9 . _ -";
    return List.of(UserAction.Say.lines("Usage: " + word.usage() + names));
  }
}
