package dev.parley.session.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.testing.Seed;
import dev.parley.wire.RandomMessages;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One dialect with each kind of command, reply and event. What it cannot ask for or says nothing of
 * is named by the test of the dialect, so that a kind which is added is handled by all of them, or
 * left out on purpose.
 */
public abstract class DialectContract {
  private static final int TRIES = 20;

  /** The commands of a client that is not logged in. */
  private static final Set<Class<?>> OF_STRANGERS =
      Set.of(
          ClientCommand.Login.class,
          ClientCommand.Prove.class,
          ClientCommand.MayRegister.class,
          ClientCommand.Register.class);

  /** What a dialect makes of a reply or an event. */
  private enum Outcome {
    SAID,
    /** No words for it. */
    SILENT,
    /** Refused: nothing that the dialect asks for leads to it. */
    IMPOSSIBLE
  }

  private final Dialect dialect = dialect();
  private final Seed seed = Seed.next();
  private final RandomMessages random =
      new RandomMessages(seed.random()).choosing(UserName.class, ScriptedClient.SHAO);
  private final ScriptedClient client =
      new ScriptedClient(dialect, () -> random.any(ClientReply.Welcome.class));

  protected abstract Dialect dialect();

  /** What a client types to log in. */
  protected abstract List<String> login();

  /** What it types to get each command, where there is a way to get it. */
  protected abstract Map<Class<? extends ClientCommand>, List<String>> typed();

  /** What cannot be asked for. */
  protected abstract Set<Class<? extends ClientCommand>> withoutLine();

  /** Replies and events without words. */
  protected abstract Set<Class<?>> silent();

  /** Replies and events that come to no session of this dialect. */
  protected abstract Set<Class<?>> impossible();

  /** The command that is typed before a reply: one that it may answer. */
  private static Class<? extends ClientCommand> asked(Class<?> reply) {
    if (reply == ClientReply.SendAccepted.class || reply == ClientReply.SendRefused.class)
      return ClientCommand.Send.class;
    if (reply == ClientReply.UserFound.class) return ClientCommand.FindUser.class;
    if (reply == ClientReply.BlockSet.class) return ClientCommand.SetBlock.class;
    if (reply == ClientReply.Watched.class || reply == ClientReply.Unwatched.class)
      return ClientCommand.SetWatch.class;
    if (reply == ClientReply.BlocksListed.class) return ClientCommand.ListBlocks.class;
    if (reply == ClientReply.Rooms.class) return ClientCommand.ListRooms.class;
    if (reply == ClientReply.RoomShown.class) return ClientCommand.AskRoom.class;
    if (reply == ClientReply.RoomDone.class) return ClientCommand.ChangeRoom.class;
    if (reply == ClientReply.History.class) return ClientCommand.AskHistory.class;
    if (reply == ClientReply.Conversations.class) return ClientCommand.AskConversations.class;
    return reply == ClientReply.Bye.class
        ? ClientCommand.Logout.class
        : ClientCommand.ListUsers.class;
  }

  static Stream<Class<?>> commands() {
    return Stream.of(ClientCommand.class.getPermittedSubclasses());
  }

  static Stream<Class<?>> replies() {
    return Stream.of(ClientReply.class.getPermittedSubclasses());
  }

  static Stream<Class<?>> events() {
    return Stream.of(ReplicaProtocol.Event.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_kind_of_command_has_a_line_or_is_left_out_on_purpose(Class<?> kind) {
    var lines = typed().get(kind);
    assertThat(lines == null).as("%s", kind).isEqualTo(withoutLine().contains(kind));
    if (lines == null) return;
    if (!OF_STRANGERS.contains(kind)) client.type(login());
    client.typeUntil(kind.asSubclass(ClientCommand.class), lines);
  }

  @ParameterizedTest
  @MethodSource("replies")
  void every_kind_of_reply_is_said_or_left_out_on_purpose(Class<?> kind) {
    client.type(login());
    var command = asked(kind);
    var lines = typed().get(command);
    var id = lines == null ? Optional.<String>empty() : client.typeUntil(command, lines);
    assertThat(outcome(() -> dialect.onReply(withId((ClientReply) random.any(kind), id))))
        .as("%s, %s", seed, kind)
        .isEqualTo(expected(kind));
  }

  @ParameterizedTest
  @MethodSource("events")
  void every_kind_of_event_is_said_or_left_out_on_purpose(Class<?> kind) {
    client.type(login());
    beforeEvents().forEach(line -> client.type(List.of(line)));
    for (int i = 0; i < TRIES; i++)
      assertThat(outcome(() -> dialect.onEvent((ReplicaProtocol.Event) random.any(kind))))
          .as("%s, %s", seed, kind)
          .isEqualTo(expected(kind));
  }

  /** What a client types so that events are told to it. */
  protected List<String> beforeEvents() {
    return List.of();
  }

  private Outcome expected(Class<?> kind) {
    if (silent().contains(kind)) return Outcome.SILENT;
    return impossible().contains(kind) ? Outcome.IMPOSSIBLE : Outcome.SAID;
  }

  private interface Reaction {
    List<DialectOutput> steps();
  }

  private static Outcome outcome(Reaction reaction) {
    try {
      return reaction.steps().stream().anyMatch(DialectContract::isSaid)
          ? Outcome.SAID
          : Outcome.SILENT;
    } catch (AssertionError refused) {
      return Outcome.IMPOSSIBLE;
    }
  }

  private static boolean isSaid(DialectOutput step) {
    return step instanceof DialectOutput.Say || step instanceof DialectOutput.Show;
  }

  /** The same reply to another command. */
  private static ClientReply withId(ClientReply reply, Optional<String> id) {
    var components = reply.getClass().getRecordComponents();
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
    try {
      var values = new Object[components.length];
      for (int i = 0; i < values.length; i++)
        values[i] =
            components[i].getName().equals("re") ? id : components[i].getAccessor().invoke(reply);
      return (ClientReply) reply.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(reply + " cannot be copied", e);
    }
  }
}
