package dev.parley.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.node.ChatService;
import dev.parley.session.ClientCommand.Send;
import java.time.Duration;

/**
 * The messages that a session's client sends: many may wait for their answers at once, and a person
 * is told when one waits for long.
 */
final class Sending {
  /** The next line waits in the socket when so many wait for their answers. */
  static final int MAX_IN_FLIGHT = 256;

  private final Conversation client;
  private final Errands errands;
  private final TimerScheduler<Session.Command> timers;
  private final Duration acceptPatience;
  private long lastNumber;
  private int inFlight;

  Sending(
      Conversation client,
      Errands errands,
      TimerScheduler<Session.Command> timers,
      Duration acceptPatience) {
    this.client = client;
    this.errands = errands;
    this.timers = timers;
    this.acceptPatience = acceptPatience;
  }

  void start(Send send, ActorRef<ChatService.Event> opened) {
    inFlight++;
    long number = ++lastNumber;
    errands.send(number, send, opened);
    if (client.isPerson())
      timers.startSingleTimer(number, new Session.SendOverdue(send), acceptPatience);
  }

  void onAnswered(Session.SendAnswered answered) {
    inFlight--;
    timers.cancel(answered.number());
    var send = answered.send();
    var answer =
        answered
            .answer()
            .orElse(new ChatService.Refused(Refusals.sendUnanswered(send.seq().isPresent())));
    if (answer instanceof ChatService.Accepted accepted) {
      client.reply(new ClientReply.SendAccepted(send.id(), accepted));
    } else {
      client.reply(
          new ClientReply.SendRefused(
              send.id(), send.to(), ((ChatService.Refused) answer).refusal()));
    }
  }

  void onOverdue(Send send) {
    client.reply(new ClientReply.SendDelayed(send.id(), send.to()));
  }

  boolean isNoneInFlight() {
    return inFlight == 0;
  }

  boolean hasRoom() {
    return inFlight < MAX_IN_FLIGHT;
  }
}
