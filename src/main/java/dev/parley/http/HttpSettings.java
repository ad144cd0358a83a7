package dev.parley.http;

/** {@code token}: the value that the operator must know. */
public record HttpSettings(
    String host, int port, String cluster, String token, int passwordIterations) {}
