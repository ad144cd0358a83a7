/**
 * What the client's core needs of the machine: the connection to a server, discovery, files, one
 * thread.
 */
@NullMarked
package dev.parley.client.io;

import org.jspecify.annotations.NullMarked;
