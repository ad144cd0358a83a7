package dev.parley.config;

import com.typesafe.config.Config;

/** What is between clients and a node: the proxies that are believed. */
public record ClientTransport(TrustedProxies proxies) {
  static ClientTransport read(Config config) {
    return new ClientTransport(TrustedProxies.read(config));
  }
}
