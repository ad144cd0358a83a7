package dev.parley.http;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.stream.CompletionStrategy;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.typed.javadsl.ActorSink;
import akka.stream.typed.javadsl.ActorSource;
import dev.parley.transport.clients.Line;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The bytes of one WebSocket as lines for a {@link WebSocketConnection}, one at a time each way.
 */
final class WebSocketFlow {
  private WebSocketFlow() {}

  static Flow<Message, Message, NotUsed> of(
      ActorRef<WebSocketConnection.Command> socket, ActorSystem<?> system) {
    return Flow.fromSinkAndSource(lines(socket, system), messages(socket));
  }

  private static Sink<Message, NotUsed> lines(
      ActorRef<WebSocketConnection.Command> socket, ActorSystem<?> system) {
    Sink<Line, NotUsed> toActor =
        ActorSink.actorRefWithBackpressure(
            socket,
            WebSocketConnection.Arrived::new,
            WebSocketConnection.Begun::new,
            WebSocketConnection.Next.INSTANCE,
            WebSocketConnection.InputEnded.INSTANCE,
            failure -> WebSocketConnection.InputEnded.INSTANCE);
    return Flow.<Message>create().mapAsync(1, message -> line(message, system)).to(toActor);
  }

  /** Takes in no more than the longest line, however long the message is. */
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

  private static Source<Message, NotUsed> messages(ActorRef<WebSocketConnection.Command> socket) {
    return ActorSource
        .<WebSocketConnection.Out, WebSocketConnection.Command>actorRefWithBackpressure(
            socket,
            WebSocketConnection.Taken.INSTANCE,
            out ->
                out == WebSocketConnection.Finished.INSTANCE
                    ? Optional.of(CompletionStrategy.draining())
                    : Optional.empty(),
            out -> Optional.empty())
        .<Message>map(out -> TextMessage.create(((WebSocketConnection.Text) out).text()))
        .mapMaterializedValue(
            outlet -> {
              socket.tell(new WebSocketConnection.Opened(outlet));
              return NotUsed.getInstance();
            });
  }
}
