/**
 * The cluster's key file, and the seal around the datagrams of its members. Pure: randomness and
 * time come in as arguments, and files and sockets are elsewhere. Secrets are in no {@code
 * toString}.
 */
@NullMarked
package dev.parley.security;

import org.jspecify.annotations.NullMarked;
