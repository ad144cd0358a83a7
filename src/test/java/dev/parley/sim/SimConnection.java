package dev.parley.sim;

import dev.parley.replica.ReplicaProtocol.Event;
import dev.parley.replica.ReplicaProtocol.MailPushed;
import dev.parley.replica.ReplicaProtocol.SendAnswer;
import dev.parley.sim.invariant.Observation;
import java.util.ArrayDeque;

/** A client's connection to a server: in order, with a delay, and gone when the server is. */
final class SimConnection implements SimSession {
  private static final int MAX_DELAY_MS = 3;

  private final Simulation sim;
  private final SimClient client;
  private final SimNode server;
  private final SimChat chat;
  private final long number;
  private final ArrayDeque<Runnable> up = new ArrayDeque<>();
  private final ArrayDeque<Runnable> down = new ArrayDeque<>();
  private boolean hasSession;
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
    carry(up, () -> chat.tell(message));
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
          hasSession = true;
          chat.open(this, client.name(), client.id(), client.sighting());
        });
  }

  void send(SimClient.Draft draft) {
    withSession("send", () -> chat.send(this, draft));
  }

  void acknowledge(long n) {
    withSession("acknowledge", () -> chat.acknowledge(this, n));
  }

  void ping() {
    toServer(() -> toClient(client::onPong));
  }

  /** The client hangs up, or the server has died. */
  void close() {
    isOpen = false;
    withSession("close", () -> chat.close(this));
  }

  private void withSession(String step, Runnable message) {
    toServer(
        () -> {
          sim.people().onStep(server, step);
          if (hasSession && isThere()) message.run();
        });
  }

  private boolean isThere() {
    return server.chat().filter(chat::equals).isPresent();
  }

  // From the server.

  @Override
  public void onEvent(Event event) {
    sim.people().onStep(server, "tell");
    if (!isThere()) return;
    if (event instanceof MailPushed push) {
      if (isOpen) sim.observe(new Observation.Pushed(client.id(), number, push.stored()));
      if (!sim.sabotage().isShowingAwaited())
        sim.after(0, () -> chat.tell(() -> chat.acknowledge(this, push.n())));
    }
    toClient(() -> client.onEvent(event));
  }

  @Override
  public void onAnswer(long seq, SendAnswer answer) {
    sim.people().onStep(server, "answer");
    if (isThere()) toClient(() -> client.onAnswer(seq, answer));
  }
}
