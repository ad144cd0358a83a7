package dev.parley.protocol.multicast;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;

/**
 * One multicast message of one view: its identity, its causal past by slot of that view, and its
 * payload.
 */
public record DataFrame(Dot dot, Dependencies dependencies, Payload payload) {}
