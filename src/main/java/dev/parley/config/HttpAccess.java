package dev.parley.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who may ask over HTTP: the names by which a request may call this node, beside its own; the pages
 * of other places that may chat through it ("https://chat.example"); whether reports without users'
 * names are for everybody, also beyond loopback; and whether browsers are told to use HTTPS only.
 */
public record HttpAccess(
    List<String> hosts, List<String> origins, boolean publicStatus, boolean hsts) {
  public HttpAccess {
    hosts = List.copyOf(hosts);
    origins = List.copyOf(origins);
    for (var host : hosts) {
      if (host.contains("/") || host.contains("*"))
        throw new ConfigProblem(
            "parley.http.hosts has names of hosts, such as chat.example, not '" + host + "'.");
    }
    for (var origin : origins) {
      if (!origin.matches("https?://[^/*]+"))
        throw new ConfigProblem(
            "parley.http.origins has origins, such as https://chat.example, not '" + origin + "'.");
    }
  }

  static HttpAccess read(Config config) {
    return new HttpAccess(
        list(config, "http.hosts"),
        list(config, "http.origins"),
        config.getBoolean("http.public-status"),
        config.getBoolean("http.hsts"));
  }

  /** A property or an environment variable cannot hold a list: commas separate there. */
  static List<String> list(Config config, String key) {
    if (config.getValue(key).valueType() != ConfigValueType.STRING)
      return config.getStringList(key);
    return Stream.of(config.getString(key).split(",", -1))
        .map(String::strip)
        .filter(element -> !element.isEmpty())
        .toList();
  }
}
