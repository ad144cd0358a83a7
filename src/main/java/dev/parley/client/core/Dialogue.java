package dev.parley.client.core;

import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.session.dialect.text.TextPhrases;
import java.util.List;
import java.util.Optional;

/**
 * What typed lines mean: the original system's menu, chats, and slash commands that work
 * everywhere.
 */
public final class Dialogue {
  /** How many messages of a conversation are shown when it is opened. */
  public static final int RECALLED = 10;

  /** What /history shows at most. */
  static final int MAX_RECALLED = 1_000;

  private static final String END_OF_CHAT = "quit";

  private enum State {
    MENU,
    WHOM,
    CHAT
  }

  private State state;
  private String peer = "";

  private Dialogue(State state, String peer) {
    this.state = state;
    this.peer = peer;
  }

  /** With the menu open. */
  public static Dialogue atMenu() {
    return new Dialogue(State.MENU, "");
  }

  /** In a chat, if {@code peer} is there. */
  public static Dialogue with(Optional<String> peer) {
    return peer.map(name -> new Dialogue(State.CHAT, name)).orElseGet(Dialogue::atMenu);
  }

  /** The one that the chat is with, if there is a chat. */
  public Optional<String> peer() {
    return state == State.CHAT ? Optional.of(peer) : Optional.empty();
  }

  /** Says whether a typed line is a name. */
  public boolean expectsName() {
    return state == State.WHOM;
  }

  /** Says whether a line is for the client alone, and nobody's text: an option, a command. */
  public boolean isCommand(String line) {
    boolean isSlash = Word.of(line.strip().split("\\s+", 2)[0]).isPresent();
    return isSlash || (state == State.MENU && line.strip().matches("#?[123]"));
  }

  public static List<String> menu() {
    return List.of(TextPhrases.MENU.split("\r\n"));
  }

  public List<Act> onTyped(String line) {
    if (line.startsWith("/") && !line.startsWith("//")) return onSlash(line.strip());
    return switch (state) {
      case MENU -> onOption(line.strip());
      case WHOM -> onWhom(line.strip());
      case CHAT -> onChatLine(line);
    };
  }

  private List<Act> onOption(String option) {
    switch (option.startsWith("#") ? option.substring(1) : option) {
      case "" -> {
        return List.of();
      }
      case "1" -> {
        state = State.WHOM;
        return List.of(new Act.Ask(Requests.plain("list")), whom());
      }
      case "2" -> {
        state = State.WHOM;
        return List.of(whom());
      }
      case "3" -> {
        return List.of(Act.Special.QUIT);
      }
      default -> {
        return List.of(Act.Say.lines(TextPhrases.NO_SUCH_OPTION.strip()));
      }
    }
  }

  private static Act whom() {
    return Act.Say.lines(
        "Whom do you want to chat with? Type a name, or just press Enter for the menu.");
  }

  private List<Act> onWhom(String name) {
    if (name.isEmpty() || name.equals(END_OF_CHAT)) return toMenu();
    return chat(name);
  }

  private List<Act> toMenu() {
    state = State.MENU;
    return List.of(new Act.Say(menu()));
  }

  private List<Act> chat(String text) {
    var name = UserName.parse(text);
    if (name.isEmpty()) return List.of(Act.Say.lines(TextRules.nameRefusal().text()));
    state = State.CHAT;
    peer = name.get().spelling();
    return List.of(
        Act.Say.lines("You are chatting with " + peer), new Act.Recall(peer, RECALLED, false));
  }

  private List<Act> onChatLine(String line) {
    if (line.strip().equals(END_OF_CHAT)) {
      state = State.MENU;
      return List.of(Act.Say.lines(TextPhrases.CHAT_END.strip()), new Act.Say(menu()));
    }
    return send(peer, line.startsWith("//") ? line.substring(1) : line);
  }

  /** Nothing for a blank text, and the reason for one that no server would take. */
  public static List<Act> send(String to, String text) {
    return text.isBlank() ? List.of() : List.of(send(to, text, ""));
  }

  /** {@code ref}: what the user's program calls the message. */
  public static Act send(String to, String text, String ref) {
    return TextRules.checkText(text)
        .<Act>map(refusal -> new Act.Reject(new Draft(0, to, text, "", ref), refusal.text()))
        .orElseGet(() -> new Act.Send(to, text, ref));
  }

  private List<Act> onSlash(String line) {
    var words = line.split("\\s+", 3);
    var word = Word.of(words[0]);
    if (word.isEmpty()) {
      return List.of(
          Act.Say.lines(
              "There is no such command; /help lists them. To send a line that begins with /, type"
                  + " // instead."));
    }
    return switch (word.get()) {
      case LIST -> List.of(new Act.Ask(Requests.plain("list")));
      case MSG -> onMsg(words);
      case CHAT -> words.length < 2 ? usage(Word.CHAT) : chat(words[1]);
      case HISTORY -> onHistory(words);
      case STATUS -> List.of(new Act.Ask(Requests.plain("status")));
      case WAITING -> List.of(Act.Special.SHOW_WAITING);
      case PASSWORD -> List.of(Act.Special.CHANGE_PASSWORD);
      case LOGIN -> List.of(Act.Special.LOG_IN_AGAIN);
      case HELP -> List.of(new Act.Say(Word.helpLines()));
      case QUIT -> List.of(Act.Special.QUIT);
    };
  }

  private static List<Act> onMsg(String[] words) {
    var name = words.length < 3 ? Optional.<UserName>empty() : UserName.parse(words[1]);
    return name.isEmpty() ? usage(Word.MSG) : send(name.get().spelling(), words[2]);
  }

  private List<Act> onHistory(String[] words) {
    boolean isNamed = words.length > 1 && !words[1].matches("\\d{1,4}");
    if (!isNamed && state != State.CHAT) return usage(Word.HISTORY);
    var whom = isNamed ? words[1] : peer;
    int given = isNamed ? 2 : 1;
    boolean isCounted = words.length > given && words[given].matches("\\d{1,4}");
    int count = isCounted ? Integer.parseInt(words[given]) : 2 * RECALLED;
    return List.of(new Act.Recall(whom, Math.min(count, MAX_RECALLED), true));
  }

  private static List<Act> usage(Word word) {
    return List.of(
        Act.Say.lines(
            "Type it as " + word.usage() + ", with a name of 1 to 32 of A-Z a-z 0-9 . _ -"));
  }
}
