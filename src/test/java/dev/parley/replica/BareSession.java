package dev.parley.replica;

import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.ActorRef;
import dev.parley.replica.ReplicaProtocol.Event;
import dev.parley.replica.ReplicaProtocol.SendAnswered;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One session at a {@link BareReplica}; what it is told goes to whoever listens. */
public final class BareSession {
  private final TestInbox<Event> events;
  private final TestInbox<SendAnswered> answers;
  private @Nullable Consumer<Event> onEvent;
  private @Nullable Consumer<SendAnswered> onAnswer;

  /** References of one name are equal: {@code name} is for this session only. */
  BareSession(String name) {
    events = TestInbox.create(name + "-events");
    answers = TestInbox.create(name + "-answers");
  }

  /** What came before is told now. */
  public void listen(Consumer<Event> toEvents, Consumer<SendAnswered> toAnswers) {
    onEvent = toEvents;
    onAnswer = toAnswers;
    take();
  }

  ActorRef<Event> events() {
    return events.getRef();
  }

  ActorRef<SendAnswered> answers() {
    return answers.getRef();
  }

  void take() {
    var toEvents = onEvent;
    var toAnswers = onAnswer;
    if (toEvents == null || toAnswers == null) return;
    events.getAllReceived().forEach(toEvents);
    answers.getAllReceived().forEach(toAnswers);
  }
}
