/**
 * Causal multicast with repair, stability and flush: every member of a view delivers the others'
 * messages once, each after its causal past. Pure; knows no other protocol.
 */
@NullMarked
package dev.parley.protocol.multicast;

import org.jspecify.annotations.NullMarked;
