package dev.parley.http;

import akka.http.javadsl.model.HttpResponse;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.session.limits.ClientAddress;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The operator's request to log more, or less, until the node is started again. It is for this
 * program's own loggers only: what libraries say at debug may have texts of the chat in it.
 */
final class LogApi {
  private static final String OWN = "dev.parley";

  private static final Map<String, Level> LEVELS =
      Map.of(
          "off", Level.OFF,
          "error", Level.ERROR,
          "warn", Level.WARN,
          "info", Level.INFO,
          "debug", Level.DEBUG);

  private final AuditLog audit;

  LogApi(AuditLog audit) {
    this.audit = audit;
  }

  HttpResponse set(Optional<String> levelWord, Optional<String> loggerName, ClientAddress from) {
    var level = levelWord.flatMap(word -> Optional.ofNullable(LEVELS.get(word)));
    if (level.isEmpty())
      return Responses.refused(
          400, "Give level=off, error, warn, info or debug after a question mark.");
    var name = loggerName.orElse(OWN);
    // Of those that there are: each that is asked for would be kept for ever.
    var logger =
        isOwn(name) && LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers
            ? Optional.ofNullable(loggers.exists(name))
            : Optional.<ch.qos.logback.classic.Logger>empty();
    if (logger.isEmpty())
      return Responses.refused(
          404, "There is no such logger: give dev.parley, or a package or class in it.");
    logger.get().setLevel(level.get());
    var word = levelWord.get();
    audit.onAct(from, name + " logs at " + word);
    return Responses.json(
        JsonNodeFactory.instance.objectNode().put("logger", name).put("level", word));
  }

  private static boolean isOwn(String name) {
    return name.equals(OWN) || name.startsWith(OWN + ".");
  }
}
