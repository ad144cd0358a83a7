package dev.parley.session.dialect;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Types lines at a dialect, which is given the replies of a server where {@link #SHAO} is online
 * and nobody is called {@link #NOBODY}.
 */
final class ScriptedClient {
  static final UserName FANG = UserName.of("fang");
  static final UserName SHAO = UserName.of("shao");
  static final UserName NOBODY = UserName.of("nobody");

  private final Dialect dialect;
  private final Supplier<ClientReply> welcome;
  private final List<ClientCommand> commands = new ArrayList<>();
  private Optional<Class<? extends ClientCommand>> unanswered = Optional.empty();

  ScriptedClient(Dialect dialect, Supplier<ClientReply> welcome) {
    this.dialect = dialect;
    this.welcome = welcome;
  }

  void type(List<String> lines) {
    for (var line : lines) take(dialect.onLine(line));
  }

  /** Types until there is a command of {@code type}, which gets no reply; its id. */
  Optional<String> typeUntil(Class<? extends ClientCommand> type, List<String> lines) {
    unanswered = Optional.of(type);
    type(lines);
    var last = commands.get(commands.size() - 1);
    if (!type.isInstance(last)) throw new AssertionError(lines + " give " + commands);
    return last.id();
  }

  private void take(List<DialectOutput> steps) {
    for (var step : steps) {
      if (!(step instanceof DialectOutput.Perform perform)) continue;
      var command = perform.command();
      commands.add(command);
      if (unanswered.filter(type -> type.isInstance(command)).isPresent()) continue;
      reply(command).ifPresent(reply -> take(dialect.onReply(reply)));
    }
  }

  private Optional<ClientReply> reply(ClientCommand command) {
    var id = command.id();
    if (command instanceof ClientCommand.FindUser find && find.name().equals(NOBODY))
      return Optional.of(
          new ClientReply.Refused(id, Refusal.of(Refusal.Code.NO_SUCH_USER, "Nobody.")));
    if (command instanceof ClientCommand.FindUser find)
      return Optional.of(new ClientReply.UserFound(id, find.name()));
    if (command instanceof ClientCommand.MayRegister)
      return Optional.of(new ClientReply.RegistrationAllowed(id));
    if (command instanceof ClientCommand.ListUsers)
      return Optional.of(new ClientReply.Online(id, new TreeSet<>(List.of(FANG, SHAO))));
    if (command instanceof ClientCommand.ListRooms)
      return Optional.of(new ClientReply.Rooms(id, new ReplicaProtocol.RoomsListed(List.of(), 0)));
    if (command instanceof ClientCommand.SetWatch watch)
      return Optional.of(
          new ClientReply.Watched(id, new TreeSet<>(watch.names()), new TreeSet<>()));
    if (command instanceof ClientCommand.Login login
        && login.proof() instanceof ClientCommand.ByScram)
      return Optional.of(new ClientReply.Challenged(id, "r=ab,s=c2FsdA==,i=9"));
    if (command instanceof ClientCommand.Login) return Optional.of(welcome.get());
    return Optional.empty();
  }
}
