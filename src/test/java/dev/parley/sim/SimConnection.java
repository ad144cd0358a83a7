package dev.parley.sim;

import dev.parley.replica.BareSession;
import dev.parley.replica.ReplicaProtocol.Event;
import dev.parley.replica.ReplicaProtocol.MailPushed;
import dev.parley.replica.ReplicaProtocol.SendAnswered;
import dev.parley.sim.invariant.Observation;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client's connection to a server: in order, with a delay, and gone when the server is. */
final class SimConnection {
  private static final int MAX_DELAY_MS = 3;

  private final Simulation sim;
  private final SimClient client;
  private final SimNode server;
  private final SimChat chat;
  private final long number;
  private final ArrayDeque<Runnable> up = new ArrayDeque<>();
  private final ArrayDeque<Runnable> down = new ArrayDeque<>();
  private @Nullable BareSession session;
  private boolean isOpen = true;

  SimConnection(Simulation sim, SimClient client, SimNode server, SimChat chat, long number) {
    this.sim = sim;
    this.client = client;
    this.server = server;
    this.chat = chat;
    this.number = number;
  }

  SimNode server() {
    return server;
  }

  private void carry(ArrayDeque<Runnable> direction, Runnable message) {
    direction.add(message);
    // Whatever is due first: the queue keeps the order.
    sim.after(1 + sim.random().nextLong(MAX_DELAY_MS), () -> direction.remove().run());
  }

  private void toServer(Runnable message) {
    carry(up, () -> chat.tell(bare -> message.run()));
  }

  private void toClient(Runnable message) {
    carry(
        down,
        () -> {
          if (isOpen) message.run();
        });
  }

  // To the server.

  void open() {
    toServer(
        () -> {
          sim.people().onStep(server, "open");
          if (!isThere()) return;
          var opened =
              chat.replica().open(client.name(), client.id(), client.sighting(), sim.nowMs());
          session = opened;
          opened.listen(this::onEvent, this::onAnswer);
        });
  }

  void send(SimClient.Draft draft) {
    withSession("send", open -> chat.replica().send(open, draft.to(), draft.text(), draft.seq()));
  }

  void acknowledge(long n) {
    withSession("acknowledge", open -> chat.replica().acknowledge(open, n));
  }

  void ping() {
    toServer(() -> toClient(client::onPong));
  }

  /** The client hangs up, or the server has died. */
  void close() {
    isOpen = false;
    withSession("close", open -> chat.replica().close(open));
  }

  private void withSession(String step, Consumer<BareSession> message) {
    toServer(
        () -> {
          sim.people().onStep(server, step);
          var open = session;
          if (open != null && isThere()) message.accept(open);
        });
  }

  private boolean isThere() {
    return server.chat().filter(chat::equals).isPresent();
  }

  // From the server.

  private void onEvent(Event event) {
    sim.people().onStep(server, "tell");
    if (!isThere()) return;
    var open = session;
    if (event instanceof MailPushed push) {
      if (isOpen) sim.observe(new Observation.Pushed(client.name(), number, push.stored()));
      if (!sim.sabotage().isShowingAwaited() && open != null)
        sim.after(0, () -> chat.tell(bare -> bare.acknowledge(open, push.n())));
    }
    toClient(() -> client.onEvent(event));
  }

  private void onAnswer(SendAnswered answered) {
    sim.people().onStep(server, "answer");
    if (isThere()) toClient(() -> client.onAnswer(answered));
  }
}
