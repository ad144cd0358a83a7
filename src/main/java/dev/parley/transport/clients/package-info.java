/** TCP of clients, on Akka IO: lines in, lines out, bounded memory, telnet options. */
@NullMarked
package dev.parley.transport.clients;

import org.jspecify.annotations.NullMarked;
