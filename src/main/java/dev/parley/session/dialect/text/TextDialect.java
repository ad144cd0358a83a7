package dev.parley.session.dialect.text;

import static dev.parley.session.dialect.DialectOutput.perform;
import static dev.parley.session.dialect.DialectOutput.say;
import static dev.parley.session.dialect.text.TextPhrases.lines;

import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ClientTraits;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.RoomWish;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientCommand.Logout.Scope;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Dialect;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.session.dialect.DialectOutput.Echo;
import dev.parley.session.dialect.DialectOutput.HangUp;
import dev.parley.session.dialect.DialectOutput.Show;
import dev.parley.session.dialect.KeepAlive;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.dialect.Secret;
import dev.parley.session.dialect.TextSafety;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The conversation with a person: name, password, menu, chat. There is a state for each question
 * that the person may be asked; a line is taken as the answer to it, or as a slash command. Lines
 * come only after the answer to the last command. Typed input is hidden from a question for a
 * password until it is known that the password was taken, or that something else is asked.
 */
public final class TextDialect implements Dialect {
  private static final Optional<String> NO_ID = Optional.empty();
  private static final String END_OF_CHAT = "quit";

  private TextState state = TextState.NAME;
  private Optional<UserName> self = Optional.empty(); // from the name question on
  private Optional<UserName> peer = Optional.empty(); // the user that the chat is with
  private Optional<RoomName> room = Optional.empty(); // or the room
  private Secret password = new Secret(""); // between a password question and its answer
  private Optional<Secret> invite = Optional.empty(); // that the next registration is made with
  private TextState afterPassword = TextState.MENU;
  private boolean menuHeldBack;
  private boolean isHidden; // as last requested of the client

  @Override
  public List<DialectOutput> onStart() {
    return hiding(withPrompt(TextPhrases.GREETING));
  }

  @Override
  public List<DialectOutput> onLine(String typed) {
    return hiding(answer(typed));
  }

  @Override
  public List<DialectOutput> onUnreadable(Refusal refusal) {
    return hiding(withPrompt(lines(refusal.text())));
  }

  @Override
  public List<DialectOutput> onReply(ClientReply reply) {
    return hiding(reply(reply));
  }

  @Override
  public List<DialectOutput> onEvent(ReplicaProtocol.Event event) {
    return hiding(event(event));
  }

  /** Hides typed input exactly while the state requires it, whatever has led to that state. */
  private List<DialectOutput> hiding(List<DialectOutput> steps) {
    if (state.asksForPassword() == isHidden) return steps;
    isHidden = state.asksForPassword();
    return DialectOutput.concat(isHidden ? Echo.HIDDEN : Echo.SHOWN, steps);
  }

  private List<DialectOutput> answer(String typed) {
    var line = LineEditing.withoutErased(typed);
    if (state.asksForPassword()) return onPasswordLine(line);
    if (line.startsWith("/") && !line.startsWith("//")) return onSlash(line);
    return switch (state) {
      case NAME -> onName(line.strip());
      case OFFER -> onYesOrNo(line.strip());
      case CODE -> onCode(line.strip());
      case MENU -> onOption(line.strip());
      case WHOM -> onWhom(line.strip());
      case CHAT -> onChatLine(line);
      default -> throw new AssertionError("a password question: " + state);
    };
  }

  private List<DialectOutput> reply(ClientReply reply) {
    // Java 17 has no switch over sealed types: in the order of ClientReply.
    if (reply instanceof ClientReply.Registered r) return onRegistered(r.name());
    if (reply instanceof ClientReply.RegistrationAllowed) return ask(TextState.NEW_PASSWORD);
    if (reply instanceof ClientReply.UserFound r) return onUserFound(r.name());
    if (reply instanceof ClientReply.Welcome r) return onWelcome(r);
    if (reply instanceof ClientReply.Challenged
        || reply instanceof ClientReply.Redirected
        || reply instanceof ClientReply.Pong
        || reply instanceof ClientReply.DeviceEnded
        || reply instanceof ClientReply.Conversations
        || reply instanceof ClientReply.Renewed)
      throw new AssertionError("no line of this dialect asks for " + reply);
    if (reply instanceof ClientReply.SendAccepted) return List.of(); // no reply means accepted
    if (reply instanceof ClientReply.SendRefused r) return say(state.after(TextPhrases.notSent(r)));
    if (reply instanceof ClientReply.Online r) return onOnline(r);
    if (reply instanceof ClientReply.BlockSet r) return withPrompt(TextPhrases.blockSet(r));
    if (reply instanceof ClientReply.BlocksListed r) return withPrompt(TextPhrases.blocks(r));
    if (reply instanceof ClientReply.Watched r) return withPrompt(TextPhrases.watched(r));
    if (reply instanceof ClientReply.Unwatched r) return withPrompt(TextPhrases.unwatched(r));
    if (reply instanceof ClientReply.Rooms r) return withPrompt(TextRooms.listed(r.listed()));
    if (reply instanceof ClientReply.RoomShown r) return withPrompt(TextRooms.members(r.told()));
    if (reply instanceof ClientReply.RoomDone r) return onRoomDone(r.wish());
    if (reply instanceof ClientReply.History r)
      return withPrompt(TextHistory.lines(r.told(), self.orElseThrow()));
    if (reply instanceof ClientReply.Found r)
      return withPrompt(TextHistory.lines(r.found(), self.orElseThrow()));
    if (reply instanceof ClientReply.Sessions r)
      return withPrompt(TextPhrases.sessions(r.sessions()));
    if (reply instanceof ClientReply.Devices r) return withPrompt(TextPhrases.devices(r.devices()));
    if (reply instanceof ClientReply.PasswordChanged)
      return endPasswordChange(TextPhrases.PASSWORD_CHANGED);
    if (reply instanceof ClientReply.StatusTold r)
      return withPrompt(TextPhrases.status(r.status()));
    if (reply instanceof ClientReply.StateTold r) return withPrompt(TextPhrases.state(r.state()));
    if (reply instanceof ClientReply.Bye) return goodbye();
    if (reply instanceof ClientReply.Refused r) return onRefused(r.refusal());
    if (reply instanceof ClientReply.LeaderAwaited) return say(TextPhrases.LEADER_AWAITED);
    if (reply instanceof ClientReply.SendDelayed r)
      return say(state.after(TextPhrases.notStoredYet(r.to())));
    throw new AssertionError("no words for " + reply);
  }

  private List<DialectOutput> event(ReplicaProtocol.Event event) {
    if (event instanceof ReplicaProtocol.UnreadBegin) return say(TextPhrases.UNREAD_BEGIN);
    if (event instanceof ReplicaProtocol.UnreadEnd)
      return say(TextPhrases.UNREAD_END + heldBackMenu());
    if (event instanceof ReplicaProtocol.MailPushed e)
      return List.of(new Show(state.after(TextPhrases.message(e)), e.n()));
    if (event instanceof ReplicaProtocol.SentPushed e)
      return List.of(new Show(state.after(TextPhrases.sent(e)), e.n()));
    if (event instanceof ReplicaProtocol.RoomEvent e)
      return say(state.after(TextRooms.event(e, self)));
    var told = TextPhrases.event(event);
    return say(event instanceof ReplicaProtocol.Closing ? told : state.after(told));
  }

  @Override
  public KeepAlive.Answers answers(ClientCommand.Login login) {
    return KeepAlive.Answers.NONE; // unless the client is found to speak telnet
  }

  @Override
  public DialectOutput onAsk(long token) {
    return DialectOutput.AskByMark.INSTANCE;
  }

  private List<DialectOutput> onName(String line) {
    if (line.isEmpty()) return withPrompt("");
    var name = UserName.parse(line);
    if (name.isEmpty()) return withPrompt(lines(TextRules.nameRefusal().text()));
    self = name;
    return perform(new ClientCommand.FindUser(NO_ID, name.get()));
  }

  private List<DialectOutput> onYesOrNo(String line) {
    return switch (line.toLowerCase(Locale.ROOT)) {
      case "y", "yes" -> mayRegister(Optional.empty());
      case "n", "no" -> ask(TextState.NAME);
      default -> withPrompt(TextPhrases.NOT_YES_OR_NO);
    };
  }

  private List<DialectOutput> mayRegister(Optional<Secret> code) {
    invite = code;
    return perform(new ClientCommand.MayRegister(NO_ID, code));
  }

  private List<DialectOutput> onCode(String line) {
    return line.isEmpty() ? ask(TextState.NAME) : mayRegister(Optional.of(new Secret(line)));
  }

  private List<DialectOutput> onPasswordLine(String line) {
    // No password is as short as these commands, so no password is taken for a command.
    boolean isCommand =
        line.length() < TextRules.MIN_PASSWORD_LENGTH && SlashCommand.of(line).isPresent();
    if (isCommand) return onSlash(line);
    return line.isEmpty() ? onNoPassword() : onPassword(new Secret(line));
  }

  /** Leaves a password question, and returns to visible input with a line that says so. */
  private List<DialectOutput> onNoPassword() {
    return state.isLoggedIn()
        ? endPasswordChange(TextPhrases.PASSWORD_NOT_CHANGED)
        : ask(TextState.NAME);
  }

  private List<DialectOutput> onPassword(Secret typed) {
    switch (state) {
      case NEW_PASSWORD -> {
        password = typed;
        return perform(
            new ClientCommand.Register(
                NO_ID, self.orElseThrow(), new ClientCommand.ByPassword(typed), invite));
      }
      case PASSWORD -> {
        return login(typed);
      }
      case PRESENT_PASSWORD -> {
        password = typed;
        return ask(TextState.NEXT_PASSWORD);
      }
      default -> {
        state = TextState.CHANGING_PASSWORD;
        return perform(new ClientCommand.ChangePassword(NO_ID, password, typed));
      }
    }
  }

  private List<DialectOutput> onOption(String line) {
    return switch (line.startsWith("#") ? line.substring(1) : line) {
      case "1" -> onFirstOption();
      case "2" -> ask(TextState.WHOM);
      case "3" -> perform(new ClientCommand.Logout(NO_ID));
      case "4" -> perform(new ClientCommand.ListRooms(NO_ID, true));
      default -> withPrompt(TextPhrases.NO_SUCH_OPTION);
    };
  }

  private List<DialectOutput> onFirstOption() {
    state = TextState.WHOM;
    return perform(new ClientCommand.ListUsers(NO_ID));
  }

  private List<DialectOutput> onWhom(String line) {
    if (line.isEmpty() || line.equals(END_OF_CHAT)) return menu("");
    return UserName.parse(line)
        .map(this::find)
        .orElseGet(() -> withPrompt(lines(TextRules.nameRefusal().text())));
  }

  private List<DialectOutput> onChatLine(String line) {
    if (line.isBlank()) return List.of();
    if (line.strip().equals(END_OF_CHAT)) return menu(TextPhrases.CHAT_END);
    var text = line.startsWith("//") ? line.substring(1) : line;
    return room.isPresent() ? post(room.get(), text) : send(peer.orElseThrow(), text);
  }

  private List<DialectOutput> onSlash(String line) {
    var words = line.split("\\s+", 3);
    var command = SlashCommand.of(words[0]);
    if (command.isEmpty()) return withPrompt(TextPhrases.NO_SUCH_COMMAND);
    if (command.get().needsLogin() && !state.isLoggedIn())
      return withPrompt(TextPhrases.LOG_IN_FIRST);
    return switch (command.get()) {
      case LIST -> perform(new ClientCommand.ListUsers(NO_ID));
      case MSG -> onMsg(words);
      case CHAT -> onChat(words);
      case ROOMS -> perform(new ClientCommand.ListRooms(NO_ID, true));
      case CREATE -> wish(TextRooms.create(words), SlashCommand.CREATE);
      case JOIN -> wish(roomOf(words).map(RoomWish.Join::new), SlashCommand.JOIN);
      case INVITE -> about(words, command.get(), RoomWish.Invite::new);
      case BAN -> about(words, command.get(), (of, who) -> new RoomWish.Ban(of, who, true));
      case UNBAN -> about(words, command.get(), (of, who) -> new RoomWish.Ban(of, who, false));
      case MUTE -> about(words, command.get(), (of, who) -> new RoomWish.Mute(of, who, true));
      case UNMUTE -> about(words, command.get(), (of, who) -> new RoomWish.Mute(of, who, false));
      case LEAVE -> wish(roomOf(words).map(RoomWish.Leave::new), SlashCommand.LEAVE);
      case MEMBERS ->
          roomOf(words)
              .map(name -> perform(new ClientCommand.AskRoom(NO_ID, name)))
              .orElseGet(() -> withPrompt(TextPhrases.usage(SlashCommand.MEMBERS)));
      case HISTORY -> onHistory(words);
      case SEARCH -> onSearch(words);
      case BLOCK, UNBLOCK -> onSetBlock(command.get(), words);
      case WATCH, UNWATCH -> onSetWatch(command.get(), words);
      case BLOCKS -> perform(new ClientCommand.ListBlocks(NO_ID));
      case STATUS -> perform(new ClientCommand.Status(NO_ID));
      case SESSIONS -> perform(new ClientCommand.ListSessions(NO_ID));
      case DEVICES -> perform(new ClientCommand.ListDevices(NO_ID));
      case PASSWORD -> onChangePassword();
      case LOGOUT -> onLogOut(words);
      case HELP -> withPrompt(SlashCommand.helpText());
      case QUIT -> state.isLoggedIn() ? perform(new ClientCommand.Logout(NO_ID)) : goodbye();
    };
  }

  private List<DialectOutput> onLogOut(String[] words) {
    if (words.length == 1) return perform(new ClientCommand.Logout(NO_ID));
    return words.length == 2 && words[1].equalsIgnoreCase("all")
        ? perform(new ClientCommand.Logout(NO_ID, Scope.ALL))
        : withPrompt(TextPhrases.LOGOUT_USAGE);
  }

  private Optional<RoomName> chatRoom() {
    return room.filter(name -> state == TextState.CHAT);
  }

  private Optional<RoomName> roomOf(String[] words) {
    return TextRooms.named(words, chatRoom());
  }

  private List<DialectOutput> wish(Optional<? extends RoomWish> wish, SlashCommand command) {
    return wish.map(w -> perform(new ClientCommand.ChangeRoom(NO_ID, w)))
        .orElseGet(() -> withPrompt(TextPhrases.usage(command)));
  }

  private List<DialectOutput> about(
      String[] words, SlashCommand command, BiFunction<RoomName, UserName, RoomWish> wish) {
    return wish(TextRooms.about(words, chatRoom(), wish), command);
  }

  private List<DialectOutput> onRoomDone(RoomWish wish) {
    if (wish instanceof RoomWish.Create || wish instanceof RoomWish.Join) return enter(wish.room());
    boolean isLeft = wish instanceof RoomWish.Leave && chatRoom().equals(Optional.of(wish.room()));
    return isLeft ? menu(TextRooms.done(wish)) : withPrompt(TextRooms.done(wish));
  }

  private List<DialectOutput> enter(RoomName name) {
    room = Optional.of(name);
    state = TextState.CHAT;
    return say(TextRooms.entered(name));
  }

  /** Whoever is not in the room is told that when they write. */
  private List<DialectOutput> onChat(String[] words) {
    if (words.length > 1 && RoomName.isMarked(words[1]))
      return RoomName.parse(words[1])
          .map(this::enter)
          .orElseGet(() -> withPrompt(lines(TextRules.roomNameRefusal().text())));
    return SlashCommand.addressee(words)
        .map(this::find)
        .orElseGet(() -> withPrompt(TextPhrases.usage(SlashCommand.CHAT)));
  }

  private List<DialectOutput> post(RoomName to, String text) {
    return perform(ClientCommand.Send.toRoom(NO_ID, to, text, Optional.empty()));
  }

  private List<DialectOutput> onMsg(String[] words) {
    boolean hasText = words.length > 2 && !words[2].isBlank();
    var inRoom = words.length > 1 ? RoomName.parse(words[1]) : Optional.<RoomName>empty();
    if (hasText && inRoom.isPresent()) return post(inRoom.get(), words[2]);
    var to = SlashCommand.addressee(words);
    if (to.isEmpty() || words.length < 3 || words[2].isBlank())
      return withPrompt(TextPhrases.usage(SlashCommand.MSG));
    return send(to.get(), words[2]);
  }

  private List<DialectOutput> onHistory(String[] words) {
    var asked =
        TextHistory.parse(
            words, peer.filter(name -> state == TextState.CHAT && room.isEmpty()), chatRoom());
    return asked.map(DialectOutput::perform).orElseGet(() -> withPrompt(TextPhrases.HISTORY_USAGE));
  }

  private List<DialectOutput> onSearch(String[] words) {
    return TextHistory.search(words)
        .map(DialectOutput::perform)
        .orElseGet(() -> withPrompt(TextPhrases.SEARCH_USAGE));
  }

  private List<DialectOutput> onSetBlock(SlashCommand command, String[] words) {
    boolean isBlocked = command == SlashCommand.BLOCK;
    return SlashCommand.addressee(words)
        .map(name -> perform(new ClientCommand.SetBlock(NO_ID, name, isBlocked)))
        .orElseGet(() -> withPrompt(TextPhrases.usage(command)));
  }

  private List<DialectOutput> onSetWatch(SlashCommand command, String[] words) {
    boolean isWatched = command == SlashCommand.WATCH;
    return SlashCommand.addressee(words)
        .map(name -> perform(new ClientCommand.SetWatch(NO_ID, List.of(name), isWatched)))
        .orElseGet(() -> withPrompt(TextPhrases.usage(command)));
  }

  private List<DialectOutput> onChangePassword() {
    afterPassword = state;
    return ask(TextState.PRESENT_PASSWORD);
  }

  private List<DialectOutput> onRegistered(UserName name) {
    state = TextState.PASSWORD;
    return DialectOutput.concat(
        new DialectOutput.Say(lines(name + " is registered.")), login(forgetPassword()));
  }

  private List<DialectOutput> onUserFound(UserName name) {
    if (state == TextState.NAME) {
      self = Optional.of(name); // spelled as at registration
      return ask(TextState.PASSWORD);
    }
    peer = Optional.of(name);
    room = Optional.empty();
    state = TextState.CHAT;
    return say(lines("You are chatting with " + name));
  }

  private List<DialectOutput> onWelcome(ClientReply.Welcome reply) {
    var opened = reply.opened();
    self = Optional.of(opened.name());
    var welcome = lines("Welcome, " + opened.name() + ".");
    if (reply.wrongPasswords() > 0)
      welcome += lines("System: " + Refusals.wrongPasswords(reply.wrongPasswords()));
    if (opened.unread() == 0) return menu(welcome);
    state = TextState.MENU;
    menuHeldBack = true; // or the waiting mail would push it off the screen
    return say(welcome);
  }

  private String heldBackMenu() {
    var menu = menuHeldBack && state == TextState.MENU ? TextPhrases.MENU : "";
    menuHeldBack = false;
    return menu;
  }

  private List<DialectOutput> onOnline(ClientReply.Online online) {
    return withPrompt(TextPhrases.online(online));
  }

  private List<DialectOutput> onRefused(Refusal refusal) {
    if (state == TextState.NAME && refusal.code() == Refusal.Code.NO_SUCH_USER) {
      state = TextState.OFFER;
      return withPrompt(lines("There is no user called " + self.orElseThrow() + "."));
    }
    if (state == TextState.CHANGING_PASSWORD) return onChangeRefused(refusal);
    if (!state.isLoggedIn()) state = afterRefusal(refusal.code());
    return withPrompt(lines(TextSafety.safe(refusal.text())));
  }

  private TextState afterRefusal(Refusal.Code code) {
    boolean isAboutCode = code == Refusal.Code.INVITE_NEEDED || code == Refusal.Code.INVITE_WRONG;
    if (isAboutCode && state.isRegistering()) return TextState.CODE;
    boolean mayTryAgain =
        code == Refusal.Code.PASSWORD_INVALID || code == Refusal.Code.BAD_CREDENTIALS;
    boolean isOver = state.asksForPassword() && !mayTryAgain;
    return isOver || code == Refusal.Code.REGISTRATION_CLOSED ? TextState.NAME : state;
  }

  /**
   * Asks again for the password that was not accepted; for any other reason, goes back and writes
   * the reason.
   */
  private List<DialectOutput> onChangeRefused(Refusal refusal) {
    var reason = TextSafety.safe(refusal.text());
    state = TextState.PRESENT_PASSWORD;
    if (refusal.code() == Refusal.Code.PASSWORD_INVALID) state = TextState.NEXT_PASSWORD;
    else if (refusal.code() != Refusal.Code.BAD_CREDENTIALS)
      return endPasswordChange(lines(reason, TextPhrases.CHANGE_AGAIN));
    return withPrompt(lines(reason));
  }

  private List<DialectOutput> endPasswordChange(String told) {
    password = new Secret("");
    state = afterPassword;
    return withPrompt(told);
  }

  private List<DialectOutput> find(UserName name) {
    return perform(new ClientCommand.FindUser(NO_ID, name));
  }

  private List<DialectOutput> send(UserName to, String text) {
    return perform(new ClientCommand.Send(NO_ID, to, text, Optional.empty()));
  }

  private List<DialectOutput> login(Secret secret) {
    return perform(
        new ClientCommand.Login(
            NO_ID,
            self.orElseThrow(),
            new ClientCommand.ByPassword(secret),
            Optional.of(ClientCommand.TEXT_CLIENT),
            false,
            ReadPosition.NOTHING,
            false,
            new ClientTraits(ClientTraits.ROOMS, "text", false)));
  }

  private Secret forgetPassword() {
    var secret = password;
    password = new Secret("");
    return secret;
  }

  private List<DialectOutput> goodbye() {
    state = TextState.NAME; // nothing is hidden from now on
    return List.of(new DialectOutput.Say(lines("Bye.")), HangUp.INSTANCE);
  }

  private List<DialectOutput> menu(String first) {
    state = TextState.MENU;
    return say(first + TextPhrases.MENU);
  }

  private List<DialectOutput> ask(TextState question) {
    state = question;
    return withPrompt("");
  }

  /** Writes the text, and the open question again. */
  private List<DialectOutput> withPrompt(String text) {
    return say(text + state.question());
  }
}
