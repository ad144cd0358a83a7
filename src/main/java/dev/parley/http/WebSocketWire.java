package dev.parley.http;

import akka.actor.typed.ActorRef;
import akka.stream.javadsl.SinkQueueWithCancel;
import dev.parley.transport.clients.ClientConnection;
import dev.parley.transport.clients.Line;
import dev.parley.transport.clients.Wire;
import java.util.List;

/** A browser's WebSocket: its open {@link WebSocketFlow}. */
final class WebSocketWire implements Wire<String> {
  /** The output to the browser. */
  sealed interface Out {}

  /** One message for each text. */
  record Texts(List<String> texts) implements Out {}

  enum Finished implements Out {
    INSTANCE
  }

  private final SinkQueueWithCancel<Line> input;
  private final ActorRef<Out> output;
  private final ActorRef<ClientConnection.Command> connection;

  /** {@code output} notifies {@code connection} of each write that it took. */
  WebSocketWire(
      SinkQueueWithCancel<Line> input,
      ActorRef<Out> output,
      ActorRef<ClientConnection.Command> connection) {
    this.input = input;
    this.output = output;
    this.connection = connection;
  }

  @Override
  public ActorRef<?> socket() {
    return output;
  }

  /** A WebSocket ends as a whole: no client remains to read an answer. */
  @Override
  public boolean isHalfClosable() {
    return false;
  }

  @Override
  public void read() {
    input
        .pull()
        .whenComplete(
            (line, failure) -> {
              boolean hasEnded = failure != null || line.isEmpty();
              connection.tell(
                  hasEnded
                      ? ClientConnection.InputEnded.INSTANCE
                      : new ClientConnection.Arrived<>(line.get()));
            });
  }

  @Override
  public void write(List<String> pieces) {
    output.tell(new Texts(pieces));
  }

  @Override
  public void finish() {
    output.tell(Finished.INSTANCE);
  }

  /**
   * Only the engine ends a connection whose output is stuck, and it does so when no input arrives
   * either: the connection reads no more.
   */
  @Override
  public void abort() {}

  @Override
  public void release() {
    input.cancel();
    finish();
  }
}
