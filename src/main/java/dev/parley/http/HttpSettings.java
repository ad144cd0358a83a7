package dev.parley.http;

import java.util.function.Supplier;

/**
 * {@code token}: the value that the operator must know. {@code seal}: that of the members'
 * datagrams as it is now.
 */
public record HttpSettings(
    String host,
    int port,
    String cluster,
    String token,
    int passwordIterations,
    Supplier<SealReport> seal) {}
