package dev.parley.http;

/** {@code token}: what the operator must know. */
public record HttpSettings(
    String host, int port, String cluster, String token, int passwordIterations) {}
