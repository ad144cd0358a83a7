package dev.parley.http;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.stream.Attributes;
import akka.stream.CompletionStrategy;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.stream.javadsl.Source;
import akka.stream.typed.javadsl.ActorSource;
import dev.parley.http.WebSocketWire.Out;
import dev.parley.transport.clients.ClientConnection;
import dev.parley.transport.clients.Line;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The messages of one WebSocket as lines, one at a time, and back; its connection is notified when
 * it is open.
 */
final class WebSocketFlow {
  private WebSocketFlow() {}

  static Flow<Message, Message, NotUsed> of(
      ActorRef<ClientConnection.Command> connection, ActorSystem<?> system) {
    return Flow.fromSinkAndSourceMat(
        lines(system),
        messages(connection),
        (input, output) -> {
          var wire = new WebSocketWire(input, output, connection);
          connection.tell(new ClientConnection.Opened<>(wire));
          return NotUsed.getInstance();
        });
  }

  private static Sink<Message, SinkQueueWithCancel<Line>> lines(ActorSystem<?> system) {
    // One line is read ahead, and no more: each may be as long as a line may be.
    Sink<Line, SinkQueueWithCancel<Line>> queue =
        Sink.<Line>queue(1).withAttributes(Attributes.inputBuffer(1, 1));
    return Flow.<Message>create()
        .mapAsync(1, message -> line(message, system))
        .toMat(queue, Keep.right());
  }

  /** Takes in no more bytes than the longest line has, however long the message is. */
  private static CompletionStage<Line> line(Message message, ActorSystem<?> system) {
    if (!message.isText()) {
      return message
          .asBinaryMessage()
          .getStreamedData()
          .runWith(Sink.ignore(), system)
          .thenApply(done -> Line.Binary.INSTANCE);
    }
    var text = message.asTextMessage();
    if (text.isStrict())
      return CompletableFuture.completedFuture(new TextPieces().plus(text.getStrictText()).line());
    return text.getStreamedText()
        .runFold(new TextPieces(), TextPieces::plus, system)
        .thenApply(TextPieces::line);
  }

  private static Source<Message, ActorRef<Out>> messages(
      ActorRef<ClientConnection.Command> connection) {
    return ActorSource.<Out, ClientConnection.Command>actorRefWithBackpressure(
            connection,
            ClientConnection.Written.INSTANCE,
            out ->
                out == WebSocketWire.Finished.INSTANCE
                    ? Optional.of(CompletionStrategy.draining())
                    : Optional.empty(),
            out -> Optional.empty())
        .mapConcat(out -> ((WebSocketWire.Texts) out).texts())
        .map(TextMessage::create);
  }
}
