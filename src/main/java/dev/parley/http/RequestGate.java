package dev.parley.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import java.util.Optional;
import java.util.Set;

/** Refuses requests that another place's page sends, before anything is done for them. */
final class RequestGate {
  private static final Set<String> PROBES = Set.of("/alive", "/ready");

  private final HostRule hosts;
  private final OriginRule origins;

  RequestGate(HostRule hosts, OriginRule origins) {
    this.hosts = hosts;
    this.origins = origins;
  }

  /**
   * Whether a supervisor asks that decides by the answer whether the node may live: by whatever
   * name it has for the node, it learns nothing else, and it is always answered.
   */
  static boolean isProbe(HttpRequest request) {
    return PROBES.contains(request.getUri().path());
  }

  /** The refusal of {@code request}; nothing if it may be answered. */
  Optional<HttpResponse> refusal(HttpRequest request) {
    if (isProbe(request)) return Optional.empty();
    var host = header(request, "Host");
    // Only HTTP/1.0 has no host, and no browser speaks that.
    if (host.isPresent() && !hosts.isOurs(host.get()))
      return Optional.of(
          Responses.refused(
              403,
              "This node does not answer to the name in the header Host: ask it by its address, or"
                  + " let its operator add the name to parley.http.hosts."));
    var origin = header(request, "Origin");
    boolean isReading =
        request.method().equals(HttpMethods.GET) && !request.getUri().path().equals("/chat");
    if (isReading || origin.isEmpty() || origins.isAllowed(origin.get(), host.orElse("")))
      return Optional.empty();
    return Optional.of(
        Responses.refused(
            403,
            "A page of another place may not ask this node: open the page at this node, or let its"
                + " operator add the origin to parley.http.origins."));
  }

  static Optional<String> header(HttpRequest request, String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }
}
