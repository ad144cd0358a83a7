/**
 * The certificates of a cluster's nodes, and the rules whom TLS believes. No socket, file, clock or
 * randomness of its own; bytes come and go elsewhere.
 */
@NullMarked
package dev.parley.tls;

import org.jspecify.annotations.NullMarked;
