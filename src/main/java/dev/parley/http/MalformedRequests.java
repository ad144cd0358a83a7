package dev.parley.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/**
 * Answers what is no HTTP request, with a sentence and the headers of every response. The engine
 * makes one from its configuration; its own handler would log a line for each.
 */
public final class MalformedRequests extends ParsingErrorHandler {
  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    return Responses.text(
        status.intValue(),
        "This is no request that this node can read: check it and send it again.");
  }
}
