/**
 * Bytes and their meaning: datagrams, handshakes, snapshots and CBOR documents. Pure; bytes that
 * are malformed are refused by exception and never believed.
 */
@NullMarked
package dev.parley.wire;

import org.jspecify.annotations.NullMarked;
