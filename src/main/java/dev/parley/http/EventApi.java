package dev.parley.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.group.NodeEvents;
import dev.parley.group.NodeTraces;
import dev.parley.http.AccessRule.Visitor;
import dev.parley.observe.GroupEvent;
import dev.parley.protocol.MemberId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What happens to the group, as this node sees it: what is kept of it, and what comes, for whoever
 * may see reports. Events never have a text of the chat or a user's name.
 */
final class EventApi extends AllDirectives {
  /** Server-sent events: a stream that is not answered, but read. */
  private static final String STREAM = "text/event-stream";

  private final NodeEvents events;
  private final NodeTraces traces;
  private final ClientSource source;
  private final EventStreams streams = new EventStreams();
  private final PointTexts points = new PointTexts();

  EventApi(NodeEvents events, NodeTraces traces, ClientSource source) {
    this.events = events;
    this.traces = traces;
    this.source = source;
  }

  /** Whether the answer goes on as long as its reader likes. */
  static boolean isStream(HttpRequest request) {
    return request.method().equals(HttpMethods.GET)
        && RequestGate.header(request, "Accept").filter(kind -> kind.contains(STREAM)).isPresent();
  }

  Route route(Visitor visitor) {
    return concat(
        path(
            segment("api").slash("events"),
            () ->
                parameterOptional(
                    "after",
                    after -> extractRequest(request -> complete(answer(request, after, visitor))))),
        path(
            segment("api").slash("trace"),
            () -> extractRequest(request -> complete(trace(request, visitor)))));
  }

  private HttpResponse answer(HttpRequest request, Optional<String> after, Visitor visitor) {
    if (!visitor.maySeeReports()) return Responses.unauthorized();
    // A browser that was cut off says so in the header, and repeats what it asked for first.
    var last = RequestGate.header(request, "Last-Event-ID").or(() -> after);
    var id = last.isEmpty() ? Optional.of(0L) : id(last.get());
    if (id.isEmpty())
      return Responses.refused(
          400, "'after' is the id of an event: give the last one that you have, or none.");
    return isStream(request) ? stream(request, id.get()) : report(id.get());
  }

  private static Optional<Long> id(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private HttpResponse stream(HttpRequest request, long after) {
    return stream(
        request,
        EventStreams.MAX_EVENTS_WAITING,
        take -> events.follow(after, event -> take.accept(serverSent(event))));
  }

  private HttpResponse trace(HttpRequest request, Visitor visitor) {
    if (!visitor.maySeeReports()) return Responses.unauthorized();
    if (!isStream(request))
      return Responses.refused(
          400, "These are points as they happen: ask for them with 'Accept: text/event-stream'.");
    return stream(
        request,
        EventStreams.MAX_POINTS_WAITING,
        take -> traces.read(shown -> take.accept(points.of(shown))));
  }

  private HttpResponse stream(
      HttpRequest request, int maxWaiting, Function<Consumer<ByteString>, Runnable> begin) {
    var share = source.of(request).share();
    return streams.hasRoom(share)
        ? streams.response(share, maxWaiting, begin)
        : Responses.refused(
            503, "As many read the events here as may: end another one, or ask another server.");
  }

  private HttpResponse report(long after) {
    var report = JsonNodeFactory.instance.objectNode();
    var kept = report.putArray("events");
    events.after(after).forEach(event -> kept.add(json(event)));
    return Responses.json(report);
  }

  private static ByteString serverSent(GroupEvent event) {
    return ByteString.fromString("id: " + event.id() + "\ndata: " + json(event) + "\n\n");
  }

  private static ObjectNode json(GroupEvent event) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", event.id())
        .put("at", Instant.ofEpochMilli(event.atMs()).toString())
        .put("event", event.event())
        .put("member", event.about().map(MemberId::node).orElse(null))
        .put("text", event.particulars());
  }
}
