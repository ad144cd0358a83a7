package dev.parley.session.dialect.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.model.Refusal;
import dev.parley.replica.ClientTraits;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Dialect;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.session.dialect.DialectOutput.Perform;
import dev.parley.session.dialect.DialectOutput.Say;
import dev.parley.session.dialect.KeepAlive;
import dev.parley.session.dialect.json.JsonRequests.NotUnderstood;
import dev.parley.session.dialect.json.JsonRequests.Understood;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The dialect for programs: one JSON object a line, in both directions. Never greets, never
 * prompts.
 */
public final class JsonDialect implements Dialect {
  private final EarlierClient earlier = new EarlierClient();
  private ClientTraits traits = ClientTraits.NONE; // of the last login

  @Override
  public List<DialectOutput> onStart() {
    return List.of();
  }

  @Override
  public List<DialectOutput> onLine(String line) {
    if (line.isBlank()) return List.of(); // a blank line asks for nothing
    var parsed = JsonRequests.parse(line);
    if (parsed instanceof Understood understood)
      return List.of(new Perform(translated(understood.command())));
    if (parsed instanceof NotUnderstood not) return say(JsonReplies.error(not.re(), not.refusal()));
    throw new AssertionError("no step for " + parsed);
  }

  private ClientCommand translated(ClientCommand command) {
    if (command instanceof ClientCommand.Login login) traits = login.traits();
    return command instanceof ClientCommand.Ack ack && !traits.knowsDevices()
        ? new ClientCommand.Ack(ack.id(), earlier.onAcknowledged(ack.n()))
        : command;
  }

  private List<DialectOutput> onMessage(ReplicaProtocol.MailPushed pushed) {
    if (traits.knowsDevices()) return say(JsonReplies.message(pushed));
    var parts = EarlierClient.parts(pushed.mail().text());
    long n = earlier.onMessage(pushed.n(), parts.size());
    var lines = new ArrayList<DialectOutput>();
    for (int i = 0; i < parts.size(); i++)
      lines.addAll(say(JsonReplies.part(pushed, n + i, i, parts.get(i))));
    return lines;
  }

  @Override
  public List<DialectOutput> onUnreadable(Refusal refusal) {
    return say(JsonReplies.error(Optional.empty(), refusal));
  }

  @Override
  public List<DialectOutput> onReply(ClientReply reply) {
    // Java 17 has no switch over sealed types: in the order of ClientReply.
    if (reply instanceof ClientReply.Registered r)
      return say(JsonReplies.answer("registered", r.re()).put("name", r.name().spelling()));
    if (reply instanceof ClientReply.RegistrationAllowed || reply instanceof ClientReply.UserFound)
      throw new AssertionError("no request of this dialect asks for " + reply);
    if (reply instanceof ClientReply.Challenged r)
      return say(JsonReplies.answer("challenge", r.re()).put("scram", r.scram()));
    if (reply instanceof ClientReply.Welcome r) {
      earlier.onWelcome();
      return say(JsonReplies.welcome(r));
    }
    if (reply instanceof ClientReply.Redirected r)
      return say(JsonReplies.answer("redirect", r.re()).put("server", r.server().toString()));
    if (reply instanceof ClientReply.SendAccepted r)
      return say(JsonReplies.accepted(r.re(), r.accepted()));
    if (reply instanceof ClientReply.SendRefused r)
      return say(JsonReplies.error(r.re(), r.refusal()));
    if (reply instanceof ClientReply.Online r) return say(JsonReplies.users(r));
    if (reply instanceof ClientReply.BlockSet r) return say(JsonReplies.blockSet(r));
    if (reply instanceof ClientReply.BlocksListed r) return say(JsonReplies.blocks(r));
    if (reply instanceof ClientReply.Watched r) return say(JsonReplies.watched(r));
    if (reply instanceof ClientReply.Unwatched r) return say(JsonReplies.unwatched(r));
    if (reply instanceof ClientReply.History r) return say(JsonReplies.history(r));
    if (reply instanceof ClientReply.Conversations r) return say(JsonReplies.conversations(r));
    if (reply instanceof ClientReply.Found r) return say(JsonReplies.found(r));
    if (reply instanceof ClientReply.Rooms r) return say(JsonReplies.rooms(r));
    if (reply instanceof ClientReply.RoomShown r) return say(JsonReplies.room(r));
    if (reply instanceof ClientReply.RoomDone r)
      return say(JsonReplies.answer("room-done", r.re()).put("room", r.wish().room().spelling()));
    if (reply instanceof ClientReply.Sessions r)
      return say(JsonReplies.sessions(r.re(), r.sessions()));
    if (reply instanceof ClientReply.Devices r) return say(JsonReplies.devices(r));
    if (reply instanceof ClientReply.DeviceEnded r)
      return say(JsonReplies.answer("ended", r.re()).put("device", r.device()));
    if (reply instanceof ClientReply.PasswordChanged r)
      return say(JsonReplies.answer("changed", r.re()).put("ticket", r.ticket()));
    if (reply instanceof ClientReply.Renewed r)
      return say(JsonReplies.answer("renewed", r.re()).put("ticket", r.ticket()));
    if (reply instanceof ClientReply.StatusTold r) return say(JsonReplies.status(r));
    if (reply instanceof ClientReply.StateTold r) return say(JsonReplies.state(r));
    if (reply instanceof ClientReply.Pong r) return say(JsonReplies.answer("pong", r.re()));
    if (reply instanceof ClientReply.Bye r) return say(JsonReplies.answer("bye", r.re()));
    if (reply instanceof ClientReply.Refused r) return say(JsonReplies.error(r.re(), r.refusal()));
    return List
        .of(); // each request gets exactly one answer: a program measures delays by its own clock
  }

  @Override
  public List<DialectOutput> onEvent(ReplicaProtocol.Event event) {
    if (event instanceof ReplicaProtocol.UnreadBegin e)
      return say(JsonReplies.event("unread-begin").put("count", e.count()));
    if (event instanceof ReplicaProtocol.UnreadEnd) return say(JsonReplies.event("unread-end"));
    if (event instanceof ReplicaProtocol.MailPushed e) return onMessage(e);
    if (event instanceof ReplicaProtocol.SentPushed e) return say(JsonReplies.sent(e));
    if (event instanceof ReplicaProtocol.SentSkipped) return say(JsonReplies.event("skipped"));
    if (event instanceof ReplicaProtocol.Types e)
      return say(JsonReplies.event("typing").put("from", e.from().spelling()));
    if (event instanceof ReplicaProtocol.TypesInRoom e)
      return say(
          JsonReplies.event("typing")
              .put("from", e.from().spelling())
              .put("room", e.room().spelling()));
    if (event instanceof ReplicaProtocol.ReadElsewhere e) return say(JsonReplies.read(e));
    if (event instanceof ReplicaProtocol.Delivered e) {
      return say(
          JsonReplies.event("delivered")
              .put("msg", e.msg().toString())
              .put("to", e.to().spelling()));
    }
    if (event instanceof ReplicaProtocol.SeenInRoom e) return say(JsonReplies.seen(e));
    if (event instanceof ReplicaProtocol.Returned e) return say(JsonReplies.returned(e));
    if (event instanceof ReplicaProtocol.RoomEvent e) return say(JsonReplies.room(e));
    if (event instanceof ReplicaProtocol.CameOnline e)
      return say(JsonReplies.named("online", e.name()));
    if (event instanceof ReplicaProtocol.WentOffline e)
      return say(JsonReplies.named("offline", e.name()));
    if (event instanceof ReplicaProtocol.ServersChanged e) {
      var servers = JsonReplies.event("servers");
      var array = servers.putArray("servers");
      e.servers().forEach(server -> array.add(server.toString()));
      return say(servers);
    }
    if (event instanceof ReplicaProtocol.WindowFull e)
      return say(JsonReplies.event("waiting").put("unacknowledged", e.unacknowledged()));
    if (event instanceof ReplicaProtocol.Closing e) return say(JsonReplies.closing(e));
    throw new AssertionError("no line for " + event);
  }

  @Override
  public KeepAlive.Answers answers(ClientCommand.Login login) {
    return login.pings() ? KeepAlive.Answers.LIFE : KeepAlive.Answers.NONE;
  }

  @Override
  public DialectOutput onAsk(long token) {
    return new DialectOutput.Ask(JsonReplies.event("ping").put("token", token) + "\n");
  }

  private static List<DialectOutput> say(ObjectNode line) {
    return List.of(new Say(line + "\n"));
  }
}
